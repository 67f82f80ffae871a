//! osready judges saved answers of XClarity Administrator's `GET /osImages`.

pub mod json;
