//! Responses, and where in a saved file they are.

use std::cell::OnceCell;
use std::ops::Range;

use crate::json::{Kind, Name, Value};

use super::{
    DiskUsage, Flag, Image, Message, Profile, Repository, SupportedImage, System, Text, Unlisted,
    Use, Uses, WholeImage, message, names,
};

/// How much of a response a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A whole response: an object with the document's top-level attributes.
    Whole,
    /// One image alone.
    Image,
    /// An array of images.
    Images,
    /// One profile alone.
    Profile,
    /// An array of profiles.
    Profiles,
}

/// One response, whole or in part.
#[derive(Debug)]
pub struct Response<'a> {
    /// Its outermost value.
    pub value: Value<'a>,
    /// How much of a response it is.
    pub shape: Shape,
    /// Its files.
    pub repository: Repository<'a>,
    supported_by_system: OnceCell<BySystem<'a>>,
    items: OnceCell<Items<'a>>,
    uses: OnceCell<Uses<'a>>,
    unlisted: OnceCell<Unlisted<'a>>,
}

/// The images and profiles of a response, each read once.
#[derive(Debug, Default)]
struct Items<'a> {
    /// Each image with the positions of its profiles.
    images: Vec<(Image<'a>, Range<usize>)>,
    profiles: Vec<Profile<'a>>,
    /// The position of the first profile that was saved without its image.
    first_lone: usize,
}

impl<'a> Items<'a> {
    fn of(value: Value<'a>, shape: Shape) -> Self {
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

type BySystem<'a> = [Option<SupportedImage<'a>>; System::ALL.len()];

impl<'a> Response<'a> {
    /// The response that `value` is, which has the given shape.
    #[must_use]
    pub fn new(value: Value<'a>, shape: Shape) -> Self {
        let repository =
            if shape == Shape::Whole { Repository::of(value) } else { Repository::default() };
        Self {
            value,
            shape,
            repository,
            supported_by_system: OnceCell::new(),
            items: OnceCell::new(),
            uses: OnceCell::new(),
            unlisted: OnceCell::new(),
        }
    }

    /// Its images, in their order.
    pub fn images(&self) -> impl Iterator<Item = &Image<'a>> {
        self.items().images.iter().map(|(image, _)| image)
    }

    /// Its images with their profiles, in their order.
    pub fn whole_images(&self) -> impl Iterator<Item = WholeImage<'_, 'a>> {
        let items = self.items();
        let profiles = |range: &Range<usize>| &items.profiles[range.clone()];
        items
            .images
            .iter()
            .map(move |(image, range)| WholeImage { image, profiles: profiles(range) })
    }

    /// Its profiles, in their order: those of its images, or those saved alone.
    pub fn profiles(&self) -> impl Iterator<Item = &Profile<'a>> {
        self.items().profiles.iter()
    }

    /// The profiles that were saved without their image.
    pub fn lone_profiles(&self) -> &[Profile<'a>] {
        &self.items().profiles[self.items().first_lone..]
    }

    fn items(&self) -> &Items<'a> {
        self.items.get_or_init(|| Items::of(self.value, self.shape))
    }

    /// What each system may be customised with (line 307).
    pub fn supported_images(&self) -> impl Iterator<Item = SupportedImage<'a>> + use<'a> {
        let list =
            if self.shape == Shape::Whole { self.value.get(names::SUPPORTED_IMAGES) } else { None };
        objects(list).map(SupportedImage)
    }

    /// Whether the request succeeded: `success` or `failed` (line 443).
    #[must_use]
    pub fn result(&self) -> Option<Text<'a>> {
        self.whole().and_then(|response| Text::member(response, names::RESULT))
    }

    /// What the server says about the request (line 446): one object, or an array of them.
    pub fn messages(&self) -> impl Iterator<Item = Message<'a>> + use<'a> {
        message::messages(self.whole().and_then(|response| response.get(names::MESSAGES)))
    }

    /// Whether the asking user may deploy systems (line 148).
    #[must_use]
    pub fn is_authorized(&self) -> Option<Flag<'a>> {
        Flag::boolean(self.whole()?, names::IS_AUTHORIZED)
    }

    /// The space that the repository takes (line 91).
    #[must_use]
    pub fn disk_usage(&self) -> Option<DiskUsage<'a>> {
        self.whole()?.get(names::DISK_USAGE).map(DiskUsage)
    }

    /// How many images it says it has, and where (line 285).
    #[must_use]
    pub fn number(&self) -> Option<(i64, Value<'a>)> {
        let value = self.whole()?.get(names::NUMBER).filter(|value| !value.is_damaged())?;
        Some((value.as_i64()?, value))
    }

    /// Its list of images (line 153).
    #[must_use]
    pub fn image_list(&self) -> Option<Value<'a>> {
        self.whole()?.get(names::ITEMS).filter(|list| list.kind() == Kind::Array)
    }

    fn whole(&self) -> Option<Value<'a>> {
        (self.shape == Shape::Whole).then_some(self.value)
    }

    /// What `system` may be customised with: the entry that has the document's name for it, or else
    /// the first that speaks of it. None for [`System::OtherLinux`], which is several systems.
    #[must_use]
    pub fn supported_image(&self, system: System) -> Option<SupportedImage<'a>> {
        let by_system = self.supported_by_system.get_or_init(|| {
            let mut by_system: BySystem<'a> = [None; System::ALL.len()];
            for supported in self.supported_images() {
                let Some(name) = supported.name() else { continue };
                let Some(system) = System::of_name(&name) else { continue };
                let entry = &mut by_system[system as usize];
                let is_better = |before: SupportedImage<'_>| {
                    System::of_own_name(&name).is_some()
                        && before.name().is_none_or(|name| System::of_own_name(&name).is_none())
                };
                if entry.is_none_or(is_better) && system != System::OtherLinux {
                    *entry = Some(supported);
                }
            }
            by_system
        });
        by_system[system as usize]
    }

    /// Whether all profiles that use its files are there to look at: it is a whole response, with at
    /// least one profile, and no list of images or profiles lacks something.
    #[must_use]
    pub fn has_all_profiles(&self) -> bool {
        let items = self.value.get(names::ITEMS).filter(|items| items.kind() == Kind::Array);
        let is_whole = |image: Value<'a>| {
            let list = image.get(names::PROFILES).filter(|list| list.kind() == Kind::Array);
            let list = list.filter(|list| !list.is_incomplete());
            let mut profiles = list.into_iter().flat_map(Value::elements);
            list.is_some()
                && !image.is_incomplete()
                && profiles
                    .all(|profile| profile.kind() == Kind::Object && !profile.is_incomplete())
        };
        self.shape == Shape::Whole
            && items.is_some_and(|items| !items.is_incomplete() && items.elements().all(is_whole))
            && self.profiles().next().is_some()
    }

    /// What it holds that the document's table does not list, found once.
    pub fn unlisted(&self) -> &Unlisted<'a> {
        self.unlisted.get_or_init(|| Unlisted::of(self))
    }

    /// Every id that its profiles name, looked up once.
    pub fn uses(&self) -> impl Iterator<Item = Use<'_, 'a>> {
        let uses = self.uses.get_or_init(|| Uses::of(&self.items().profiles, &self.repository));
        uses.iter(&self.items().profiles, &self.repository)
    }
}

fn objects(list: Option<Value<'_>>) -> impl Iterator<Item = Value<'_>> {
    list.into_iter().flat_map(Value::elements).filter(|value| value.kind() == Kind::Object)
}

/// The top-level attributes of which one makes an object a response (`result` and `messages` are
/// every endpoint's).
const TOP_LEVEL: &[Name] = &[
    names::BOOT_FILES,
    names::BUNDLE_FILES,
    names::CUSTOM_CONFIG_FILES,
    names::DISK_USAGE,
    names::DRIVER_FILES,
    names::INSTALL_SCRIPT_FILES,
    names::IS_AUTHORIZED,
    names::ITEMS,
    names::LAST_REFRESHED,
    names::NUMBER,
    names::PREDEFINED_MACROS,
    names::SOFTWARE_FILES,
    names::SUPPORTED_IMAGES,
    names::UNATTEND_FILES,
];

/// How deep below the outermost value a response is looked for: `results[].json.result`.
const WRAPPING_DEPTH: usize = 6;

/// What [`find`] finds.
#[derive(Debug)]
pub enum Found<'a> {
    /// A response.
    Response(Box<Response<'a>>),
    /// The body of a matching entry of a HAR file: a string that holds a text of its own.
    Body {
        /// The string.
        text: Value<'a>,
        /// Whether it is base64.
        is_base64: bool,
    },
}

/// The responses in a saved file, whatever they are wrapped in: none, one, or many.
#[must_use]
pub fn find(root: Value<'_>) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    find_within(root, WRAPPING_DEPTH, &mut found);
    found
}

fn find_within<'a>(value: Value<'a>, depth: usize, found: &mut Vec<Found<'a>>) {
    if let Some(shape) = shape(value) {
        found.push(Found::Response(Box::new(Response::new(value, shape))));
    } else if let Some(depth) = depth.checked_sub(1) {
        match value.kind() {
            Kind::Array => value.elements().for_each(|element| find_within(element, depth, found)),
            Kind::Object => {
                if let Some(log) = value.get(names::LOG) {
                    find_bodies(log, found);
                }
                let wrappings = [names::RESULT, names::MSG, names::JSON, names::RESULTS];
                for wrapped in wrappings.into_iter().filter_map(|name| value.get(name)) {
                    find_within(wrapped, depth, found);
                }
            }
            _ => {}
        }
    }
}

/// The bodies of the entries of a HAR file that answer `GET /osImages`.
fn find_bodies<'a>(log: Value<'a>, found: &mut Vec<Found<'a>>) {
    for entry in objects(log.get(names::ENTRIES)) {
        let text_of = |parent: Option<Value<'a>>, name| parent?.get(name)?.as_str();
        let request = entry.get(names::REQUEST);
        let url = text_of(request, names::HAR_URL).unwrap_or_default();
        let path = url.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
        let asks = path.ends_with("/osImages")
            && text_of(request, names::METHOD).is_none_or(|method| method == "GET");
        let content = entry.get(names::RESPONSE).and_then(|response| response.get(names::CONTENT));
        if asks
            && let Some(text) = content
                .and_then(|content| content.get(names::TEXT))
                .filter(|text| text.kind() == Kind::String)
        {
            let is_base64 =
                text_of(content, names::ENCODING).is_some_and(|encoding| encoding == "base64");
            found.push(Found::Body { text, is_base64 });
        }
    }
}

/// How much of a response `value` is; none where it is none.
fn shape(value: Value<'_>) -> Option<Shape> {
    match value.kind() {
        Kind::Object if is_whole(value) => Some(Shape::Whole),
        Kind::Object if is_image(value) => Some(Shape::Image),
        Kind::Object if is_profile(value) => Some(Shape::Profile),
        Kind::Array => {
            let first = value.elements().find(|element| element.kind() == Kind::Object)?;
            match shape(first) {
                Some(Shape::Image) => Some(Shape::Images),
                Some(Shape::Profile) => Some(Shape::Profiles),
                _ => None,
            }
        }
        _ => None,
    }
}

fn is_whole(value: Value<'_>) -> bool {
    let result = value.get(names::RESULT).and_then(Value::as_str);
    value.members().any(|member| TOP_LEVEL.contains(&member.name()))
        || result.is_some_and(|result| matches!(&*result, "success" | "failed"))
}

fn is_image(value: Value<'_>) -> bool {
    let id = Text::member(value, names::ID);
    value.get(names::PROFILES).is_some()
        || (has_status(value) && id.is_some_and(|id| id.ends_with('|')))
}

fn is_profile(value: Value<'_>) -> bool {
    has_status(value) || value.get(names::CUSTOMIZATION_OPTIONS).is_some()
}

fn has_status(value: Value<'_>) -> bool {
    value.get(names::DEPLOY_STATUS).is_some() || value.get(names::READY_CHECK).is_some()
}
