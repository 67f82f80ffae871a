//! The images and profiles of a response.

use std::ops::Range;

use crate::json::Value;

use super::objects::objects;
use super::{Image, ImageWithProfiles, Profile, Shape, names};

/// The images and profiles of a response, each read once.
#[derive(Debug, Default)]
pub(super) struct Items<'a> {
    /// Each image with the positions of its profiles.
    pub(super) images: Vec<(Image<'a>, Range<usize>)>,
    pub(super) profiles: Vec<Profile<'a>>,
    /// The index of the first profile that was saved without its image.
    pub(super) first_standalone: usize,
    /// Whether each image has a complete list that contains only profiles.
    pub(super) has_all_profiles: bool,
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
        let mut is_whole = list.is_some_and(|list| !list.is_incomplete());
        for image in values.map(Image::of) {
            let first = items.profiles.len();
            for value in objects(image.profile_list()) {
                is_whole &= !value.is_incomplete();
                items.profiles.push(Profile::of(value, Some(image)));
            }
            let whole = ImageWithProfiles { image: &image, profiles: &items.profiles[first..] };
            is_whole &= !image.value.is_incomplete() && whole.has_all_profiles();
            items.images.push((image, first..items.profiles.len()));
        }
        items.first_standalone = items.profiles.len();
        items.has_all_profiles =
            is_whole && list.is_some_and(|list| list.len() == items.images.len());
        items
    }
}
