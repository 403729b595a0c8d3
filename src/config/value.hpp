#pragma once
#include <string>
#include <vector>

#include "config/document.hpp"
#include "config/setting.hpp"

namespace jurymast::config {

/// Reads a value into the setting's field, or adds what is wrong with it; a value with a problem leaves the field as it was.
void read_value(const Node& node, const Path& path, const BoundSetting& setting, std::vector<Problem>& errors);

/// The field's value as TOML would write it; the row's words for "unset" where nothing stands there. Never a secret's value.
std::string render_value(const BoundSetting& setting);

/// True where the field holds a value, be it a default.
bool is_set(const BoundSetting& setting);

/// A number in the kind's own spelling: `3`, `0.1`, `"250ms"`, `"64MiB"`.
std::string number_text(Kind kind, std::int64_t value);

/// What a row accepts, in words that complete "write …".
std::string expectation(const SettingFacts& facts);

}  // namespace jurymast::config
