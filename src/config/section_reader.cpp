#include "config/section_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/did_you_mean.hpp"
#include "config/value.hpp"

namespace jurymast::config {
namespace {

/// The keys that may stand in the table `prefix` (empty, or ending in a dot), groups included.
std::vector<std::string_view> keys_below(std::string_view prefix, std::span<const BoundSetting> settings) {
  std::vector<std::string_view> keys;
  for (const BoundSetting& setting : settings) {
    if (!setting.facts->key.starts_with(prefix)) continue;
    const std::string_view rest = setting.facts->key.substr(prefix.size());
    const std::string_view first = rest.substr(0, rest.find('.'));
    if (std::find(keys.begin(), keys.end(), first) == keys.end()) keys.push_back(first);
  }
  return keys;
}

const BoundSetting* row_named(std::string_view key, std::span<const BoundSetting> settings) {
  for (const BoundSetting& setting : settings) {
    if (setting.facts->key == key) return &setting;
  }
  return nullptr;
}

struct SectionRead {
  std::span<const BoundSetting> settings;
  std::vector<Problem>& errors;

  /// Recursion ends with the schema's own depth: only tables that have rows below them are entered.
  void read_table(const Node& table, const Path& path, const std::string& prefix) const {
    const std::vector<std::string_view> known = keys_below(prefix, settings);
    for (const Member& member : table.members) {
      if (std::find(known.begin(), known.end(), member.key) == known.end()) {
        errors.push_back(unknown_key(member, path, known));
        continue;
      }
      read_member(member, path.member(member.key), prefix + member.key);
    }
  }

  void read_member(const Member& member, const Path& path, const std::string& key) const {
    if (const BoundSetting* row = row_named(key, settings)) return read_value(member.value, path, *row, errors);
    if (member.value.kind == Node::Kind::Table) return read_table(member.value, path, key + ".");
    errors.push_back({member.value.at, path.text(),
                      fmt::format("expected a table, found {}", kind_name(member.value.kind)),
                      fmt::format("write {{ … }} with any of: {}", fmt::join(keys_below(key + ".", settings), ", "))});
  }
};

}  // namespace

Problem unknown_key(const Member& member, const Path& table, const std::vector<std::string_view>& known) {
  const std::string_view meant = did_you_mean(member.key, known);
  const std::string remedy = meant.empty() ? fmt::format("remove it, or write one of: {}", fmt::join(known, ", "))
                                           : fmt::format("did you mean \"{}\"?", meant);
  return {member.at, table.member(member.key).text(), "unknown key", remedy};
}

void read_section(const Node& table, const Path& path, std::span<const BoundSetting> settings,
                  std::vector<Problem>& errors) {
  SectionRead{settings, errors}.read_table(table, path, "");
  for (const BoundSetting& setting : settings) {
    const SettingFacts& facts = *setting.facts;
    if (!facts.required || find(table, Path().at(facts.key)) != nullptr) continue;
    errors.push_back({table.at, path.text(), fmt::format("{} is missing", facts.key),
                      fmt::format("add {} = … ({})", facts.key, expectation(facts))});
  }
}

void list_values(const Node& root, const Path& path, std::span<const BoundSetting> settings,
                 std::vector<ValueInForce>& values) {
  for (const BoundSetting& setting : settings) {
    const Path at = path.at(setting.facts->key);
    const Node* said = find(root, at);
    values.push_back({at.text(), render_value(setting), said != nullptr ? said->at : Position{}});
  }
}

}  // namespace jurymast::config
