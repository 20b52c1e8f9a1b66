//! Pages into a site: what mdBook calls, and what stands around it.

pub mod assets;
pub mod build;
pub mod dress;
pub mod epub;
pub mod head;
pub(crate) mod mirror;
pub mod offline;
pub mod page;
pub mod preprocess;
pub mod project;
pub mod search;
pub mod side_by_side;
