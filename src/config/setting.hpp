#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/family.hpp"
#include "base/time.hpp"

namespace jurymast::config {

/// What a key's value is made of.
enum class Kind : unsigned char {
  Text,
  TextList,
  TextTable,  ///< a table of free names and text
  Integer,
  Thousandths,  ///< a number with at most three decimals
  Share,        ///< of a whole, in percent; kept in millionths
  ShareList,
  Boolean,
  Duration,
  Size,
  Choice,
  FamilyList,
  Secret,  ///< `{ env = "…" }` or `{ file = "…" }`
};

/// Whether a running process may take a change of the key.
enum class Apply : unsigned char { Reload, Restart };

/// Which text a key accepts, and how to say so.
struct TextForm {
  bool (*accepts)(std::string_view);
  std::string_view words;  ///< completes "write …"
};

/// One row of the schema: everything about a key except where its value lives.
struct SettingFacts {
  std::string_view key;  ///< below its section, dotted: `timeouts.connect`
  Kind kind = Kind::Text;
  std::string_view description;
  Apply apply = Apply::Reload;
  bool required = false;
  std::int64_t minimum = 0;  ///< in the kind's own unit: nanoseconds, bytes, thousandths, millionths, entries
  std::int64_t maximum = 0;
  std::span<const std::string_view> allowed{};
  const TextForm* form = nullptr;
  std::string_view unset = "not set";  ///< what it means not to say it, where no value stands for that
};

/// A reference to a secret and, once resolved, the secret.
struct SecretValue {
  std::string reference;  ///< `env:NAME`, `file:PATH`; empty: none
};

/// An enumeration of one byte; its words are the row's `allowed`, in the order of its enumerators.
struct ChoiceField {
  unsigned char* value;
};

template <class Enum>
ChoiceField choice(Enum& value) {
  static_assert(sizeof(Enum) == 1);
  return {reinterpret_cast<unsigned char*>(&value)};
}

/// Where a value lives. Borrowed: the section it belongs to outlives the reading.
using Field = std::variant<std::string*, std::vector<std::string>*, std::vector<std::pair<std::string, std::string>>*, unsigned*,
                           std::uint64_t*, std::optional<std::uint64_t>*, bool*, Duration*, std::vector<unsigned>*,
                           std::optional<Duration>*, ChoiceField, std::array<bool, kFamilyCount>*, SecretValue*>;

/// A row together with the place of its value in a section of type `Section`.
template <class Section>
struct Setting {
  SettingFacts facts;
  Field (*field)(Section&);
};

/// A row bound to one section's value.
struct BoundSetting {
  const SettingFacts* facts;
  Field field;
};

/// The rows bound to `section`, which outlives the result.
template <class Section>
std::vector<BoundSetting> bind(std::span<const Setting<Section>> settings, Section& section) {
  std::vector<BoundSetting> bound;
  for (const Setting<Section>& setting : settings) bound.push_back({&setting.facts, setting.field(section)});
  return bound;
}

}  // namespace jurymast::config
