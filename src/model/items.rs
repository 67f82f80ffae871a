//! The images and profiles of a response.

use std::ops::Range;

use crate::json::Value;

use super::response::objects;
use super::{Image, Profile, Shape, names};

/// The images and profiles of a response, each read once.
#[derive(Debug, Default)]
pub(super) struct Items<'a> {
    /// Each image with the positions of its profiles.
    pub(super) images: Vec<(Image<'a>, Range<usize>)>,
    pub(super) profiles: Vec<Profile<'a>>,
    /// The position of the first profile that was saved without its image.
    pub(super) first_lone: usize,
}

impl<'a> Items<'a> {
    pub(super) fn of(value: Value<'a>, shape: Shape) -> Self {
        let (one, list) = match shape {
            Shape::Whole => (None, value.get(names::ITEMS)),
            Shape::Images | Shape::Profiles => (None, Some(value)),
            Shape::Image | Shape::Profile => (Some(value), None),
        };
        let values = one.into_iter().chain(objects(list));
        let mut items = Self::default();
        if matches!(shape, Shape::Profile | Shape::Profiles) {
            items.profiles.extend(values.map(|value| Profile::of(value, None)));
            return items;
        }
        for image in values.map(Image::of) {
            let first = items.profiles.len();
            let own = objects(image.profile_list());
            items.profiles.extend(own.map(|value| Profile::of(value, Some(image))));
            items.images.push((image, first..items.profiles.len()));
        }
        items.first_lone = items.profiles.len();
        items
    }
}
