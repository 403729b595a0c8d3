#pragma once
#include <string>

namespace jurymast::config {

/// The text of `docs/configuration.md`, made from the schema.
std::string reference_page();

}  // namespace jurymast::config
