#include "record/rendering_scalar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

namespace jurymast::record {
namespace {

bool is_plain_char(char c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return std::string_view("_-./:@+<>").find(c) != std::string_view::npos;
}

/// True where the text stands for itself: no blanks, no character with a meaning of its own, not to be taken for another type's value.
bool is_plain(std::string_view text) {
  if (text.empty() || text.back() == ':' || !std::all_of(text.begin(), text.end(), is_plain_char)) return false;
  const char first = text.front();
  return first == '<' || first == '_' || (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') ||
         (first >= '0' && first <= '9');
}

/// As JSON writes it; a backtick or a bar would end a cell of a table.
std::string quoted(std::string_view text) {
  const std::string json = nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  std::string out;
  for (const char c : json) {
    if (c == '`') out += "\\u0060";
    if (c == '|') out += "\\u007c";
    if (c != '`' && c != '|') out += c;
  }
  return out;
}

std::string scalar(std::string_view text) { return is_plain(text) ? std::string(text) : quoted(text); }

template <class Value>
std::string map_text(const std::vector<std::pair<std::string, Value>>& pairs) {
  std::string text;
  for (const auto& [name, value] : pairs) {
    if (!text.empty()) text += ", ";
    if constexpr (std::is_same_v<Value, std::string>) text += fmt::format("{}: {}", scalar(name), scalar(value));
    if constexpr (!std::is_same_v<Value, std::string>) text += fmt::format("{}: {}", scalar(name), value);
  }
  return "{" + text + "}";
}

/// Reads scalars one after another.
class FlowReader {
 public:
  explicit FlowReader(std::string_view rest) : rest_(rest) {}
  bool at_end() const { return rest_.empty(); }
  bool skip(std::string_view token) {
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  std::optional<std::string> scalar() {
    if (rest_.starts_with('"')) return quoted_scalar();
    std::size_t size = 0;
    while (size < rest_.size() && is_plain_char(rest_[size])) ++size;
    // The colon in front of a blank belongs to the map, not to its name.
    if (size > 0 && rest_[size - 1] == ':' && size < rest_.size()) --size;
    const std::string_view text = rest_.substr(0, size);
    if (!is_plain(text)) return std::nullopt;
    rest_.remove_prefix(size);
    return std::string(text);
  }

 private:
  std::optional<std::string> quoted_scalar() {
    std::size_t end = 1;
    while (end < rest_.size() && rest_[end] != '"') end += rest_[end] == '\\' ? 2U : 1U;
    if (end >= rest_.size()) return std::nullopt;
    const auto json = nlohmann::json::parse(rest_.substr(0, end + 1), nullptr, false);
    if (!json.is_string()) return std::nullopt;
    rest_.remove_prefix(end + 1);
    return json.get<std::string>();
  }
  std::string_view rest_;
};

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<FieldValue> read_list(FlowReader reader) {
  std::vector<std::string> list;
  if (!reader.skip("[")) return std::nullopt;
  while (!reader.skip("]")) {
    if (!list.empty() && !reader.skip(", ")) return std::nullopt;
    auto item = reader.scalar();
    if (!item) return std::nullopt;
    list.push_back(std::move(*item));
  }
  if (!reader.at_end()) return std::nullopt;
  return list;
}

std::optional<NamedTexts> read_map(FlowReader reader) {
  NamedTexts pairs;
  if (!reader.skip("{")) return std::nullopt;
  while (!reader.skip("}")) {
    if (!pairs.empty() && !reader.skip(", ")) return std::nullopt;
    auto name = reader.scalar();
    if (!name || !reader.skip(": ")) return std::nullopt;
    auto value = reader.scalar();
    if (!value) return std::nullopt;
    pairs.emplace_back(std::move(*name), std::move(*value));
  }
  if (!reader.at_end()) return std::nullopt;
  return pairs;
}

std::optional<FieldValue> read_counts(FlowReader reader) {
  const auto texts = read_map(reader);
  if (!texts) return std::nullopt;
  NamedCounts counts;
  for (const auto& [name, text] : *texts) {
    const auto value = whole_number(text);
    if (!value) return std::nullopt;
    counts.emplace_back(name, *value);
  }
  return counts;
}

std::optional<FieldValue> read_text(std::string_view text, FieldType type) {
  FlowReader reader(text);
  auto value = reader.scalar();
  if (!value || !reader.at_end()) return std::nullopt;
  const bool unquoted = !text.starts_with('"');
  if (type == FieldType::Integer && unquoted) {
    if (const auto count = whole_number(*value)) return *count;
  }
  if (type == FieldType::Boolean && unquoted && (*value == "true" || *value == "false")) return *value == "true";
  return *value;
}

}  // namespace

std::string flow_text(const FieldValue& value) {
  if (const auto* counts = std::get_if<NamedCounts>(&value)) return map_text(*counts);
  if (const auto* texts = std::get_if<NamedTexts>(&value)) return map_text(*texts);
  if (const auto* count = std::get_if<std::uint64_t>(&value)) return std::to_string(*count);
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* text = std::get_if<std::string>(&value)) return scalar(*text);
  std::string text;
  for (const std::string& item : std::get<std::vector<std::string>>(value)) text += (text.empty() ? "" : ", ") + scalar(item);
  return "[" + text + "]";
}

std::optional<FieldValue> read_flow(std::string_view text, FieldType type) {
  const FlowReader reader(text);
  if (type == FieldType::List) return read_list(reader);
  if (type == FieldType::Counts) return read_counts(reader);
  if (type != FieldType::Labels) return read_text(text, type);
  const auto texts = read_map(reader);
  if (!texts) return std::nullopt;
  return *texts;
}

}  // namespace jurymast::record
