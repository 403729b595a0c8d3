#include <fmt/format.h>

#include "base/units.hpp"
#include "config/problem.hpp"
#include "config/value.hpp"

namespace jurymast::config {
namespace {

/// Longer than any text a row accepts: a value in force is shown whole.
constexpr std::size_t kShownBytesMax = 512 * 1024;

std::string shown(std::string_view text) { return in_quotes(text, kShownBytesMax); }

/// The number a field holds, in its kind's own unit; nothing where it is not a number or not set.
struct NumberOf {
  std::optional<std::int64_t> operator()(unsigned* value) const { return *value; }
  std::optional<std::int64_t> operator()(std::uint64_t* value) const { return static_cast<std::int64_t>(*value); }
  std::optional<std::int64_t> operator()(std::optional<std::uint64_t>* value) const {
    return *value ? std::optional(static_cast<std::int64_t>(**value)) : std::nullopt;
  }
  std::optional<std::int64_t> operator()(Duration* value) const { return value->count(); }
  std::optional<std::int64_t> operator()(std::optional<Duration>* value) const {
    return *value ? std::optional<std::int64_t>((*value)->count()) : std::nullopt;
  }
  template <class Other>
  std::optional<std::int64_t> operator()(const Other&) const {
    return std::nullopt;
  }
};

std::string thousandths_text(std::int64_t value) {
  std::string text = fmt::format("{}.{:03}", value / 1000, value % 1000);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string list_text(const std::vector<std::string>& entries) {
  std::vector<std::string> parts;
  for (const std::string& entry : entries) parts.push_back(shown(entry));
  return "[" + join(parts) + "]";
}

std::string shares_text(const std::vector<unsigned>& shares) {
  std::vector<std::string> parts;
  for (const unsigned share : shares) parts.push_back(number_text(Kind::Share, share));
  return "[" + join(parts) + "]";
}

std::string table_text(const std::vector<std::pair<std::string, std::string>>& entries) {
  std::vector<std::string> parts;
  for (const auto& [key, value] : entries) parts.push_back(key + " = " + shown(value));
  return entries.empty() ? "{}" : "{ " + join(parts) + " }";
}

std::string families_text(const std::array<bool, kFamilyCount>& families) {
  std::vector<std::string> served;
  for (std::size_t i = 0; i < kFamilyCount; ++i) {
    if (families[i]) served.emplace_back(kFamilyNames[i]);
  }
  return list_text(served);
}

std::string reference_text(const std::string& reference) {
  const std::size_t colon = reference.find(':');
  return fmt::format("{{ {} = {} }}", reference.substr(0, colon), shown(std::string_view(reference).substr(colon + 1)));
}

std::string choice_text(const BoundSetting& setting) {
  if (const auto* text = std::get_if<std::string*>(&setting.field)) return shown(**text);
  return in_quotes(setting.facts->allowed[*std::get<ChoiceField>(setting.field).value]);
}

}  // namespace

std::string number_text(Kind kind, std::int64_t value) {
  if (kind == Kind::Thousandths) return thousandths_text(value);
  if (kind == Kind::Share) return in_quotes(share_to_text(static_cast<std::uint64_t>(value)));
  if (kind == Kind::Duration) return in_quotes(to_text(Duration(value)));
  if (kind == Kind::Size) return in_quotes(size_to_text(static_cast<std::uint64_t>(value)));
  return std::to_string(value);
}

bool is_set(const BoundSetting& setting) {
  if (const auto* text = std::get_if<std::string*>(&setting.field)) return !(*text)->empty();
  if (const auto* list = std::get_if<std::vector<std::string>*>(&setting.field)) return !(*list)->empty();
  if (const auto* secret = std::get_if<SecretValue*>(&setting.field)) return !(*secret)->reference.empty();
  if (const auto* count = std::get_if<std::optional<std::uint64_t>*>(&setting.field)) return (*count)->has_value();
  if (const auto* span = std::get_if<std::optional<Duration>*>(&setting.field)) return (*span)->has_value();
  return true;
}

std::string render_value(const BoundSetting& setting) {
  if (!is_set(setting)) return std::string(setting.facts->unset);
  switch (setting.facts->kind) {
    case Kind::Text:
      return shown(*std::get<std::string*>(setting.field));
    case Kind::TextList:
      return list_text(*std::get<std::vector<std::string>*>(setting.field));
    case Kind::ShareList:
      return shares_text(*std::get<std::vector<unsigned>*>(setting.field));
    case Kind::TextTable:
      return table_text(*std::get<std::vector<std::pair<std::string, std::string>>*>(setting.field));
    case Kind::Boolean:
      return *std::get<bool*>(setting.field) ? "true" : "false";
    case Kind::Choice:
      return choice_text(setting);
    case Kind::FamilyList:
      return families_text(*std::get<std::array<bool, kFamilyCount>*>(setting.field));
    case Kind::Secret:
      return reference_text(std::get<SecretValue*>(setting.field)->reference);
    case Kind::Integer:
    case Kind::Thousandths:
    case Kind::Duration:
    case Kind::Share:
    case Kind::Size:
      return number_text(setting.facts->kind, std::visit(NumberOf(), setting.field).value_or(0));
  }
  return {};
}

std::string expectation(const SettingFacts& facts) {
  const std::string from = number_text(facts.kind, facts.minimum);
  const std::string to = number_text(facts.kind, facts.maximum);
  switch (facts.kind) {
    case Kind::Integer:
      return fmt::format("an integer from {} to {}", from, to);
    case Kind::Thousandths:
      return fmt::format("a number from {} to {} with at most three decimals", from, to);
    case Kind::Duration:
      return fmt::format("a duration from {} to {}", from, to);
    case Kind::Share:
      return fmt::format("a share from {} to {}", from, to);
    case Kind::ShareList:
      return fmt::format("a list of {} to {} shares, such as \"2.5 %\"", facts.minimum, facts.maximum);
    case Kind::Size:
      return fmt::format("a size from {} to {}", from, to);
    case Kind::Boolean:
      return "true or false";
    case Kind::Choice: {
      std::vector<std::string> words;
      for (const std::string_view word : facts.allowed) words.push_back(in_quotes(word));
      return (words.size() == 1 ? "" : "one of ") + join(words);
    }
    case Kind::FamilyList:
      return "a list of \"chat_completions\" and \"responses\"";
    case Kind::Secret:
      return "{ env = \"NAME\" } or { file = \"PATH\" }";
    case Kind::TextTable:
      return fmt::format("a table of at most {} names, each with {}", facts.maximum, facts.form->words);
    case Kind::TextList:
      return fmt::format("a list of at most {} strings{}{}", facts.maximum, facts.form ? ", each " : "",
                         facts.form ? facts.form->words : "");
    case Kind::Text:
      return facts.form ? std::string(facts.form->words) : "a string";
  }
  return {};
}

}  // namespace jurymast::config
