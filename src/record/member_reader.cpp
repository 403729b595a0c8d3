#include "record/member_reader.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/base64.hpp"
#include "crypto/hex.hpp"
#include "record/timestamp.hpp"

namespace jurymast::record {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kDigestHead = "sha256:";

std::optional<std::vector<std::string>> strings(const Json& list, std::size_t count_max) {
  if (!list.is_array() || list.size() > count_max) return std::nullopt;
  std::vector<std::string> all;
  for (const Json& item : list) {
    if (!item.is_string()) return std::nullopt;
    all.push_back(item.get<std::string>());
  }
  return all;
}

}  // namespace

/// The document and where in it the description is: the record itself, or a part of one of its lists.
struct MemberReader::Place {
  Json document;
  std::vector<const Json*> path;

  /// Null where the member is left out.
  const Json* member(std::string_view name) const {
    const auto found = path.back()->find(name);
    return found == path.back()->end() ? nullptr : &*found;
  }
};

MemberReader::MemberReader(std::unique_ptr<Place> place) : place_(std::move(place)) {}
MemberReader::MemberReader(MemberReader&&) noexcept = default;
MemberReader::~MemberReader() = default;

Result<MemberReader> MemberReader::open(std::string_view kind, std::string_view record) {
  auto place = std::make_unique<Place>();
  place->document = Json::parse(record, nullptr, false);
  if (!place->document.is_object()) return fail(Code::Corrupt, "the record is no JSON object");
  place->path.push_back(&place->document);
  const Json* const told = place->member("kind");
  if (told == nullptr || *told != kind) return fail(Code::Corrupt, "this is no record of kind {}", kind);
  return MemberReader(std::move(place));
}

void MemberReader::complain(Told told, std::string_view what) {
  if (complaint_.empty()) complaint_ = fmt::format("`{}` {}", told.name, what);
}

std::optional<std::string> MemberReader::text_of(Told told) {
  const Json* const found = place_->member(told.name);
  if (found != nullptr && found->is_string()) return found->get<std::string>();
  if (found != nullptr) complain(told, "is no string");
  if (found == nullptr && told.always()) complain(told, "is missing");
  return std::nullopt;
}

std::vector<std::string> MemberReader::texts_of(Told told, std::size_t count_max) {
  const Json* const found = place_->member(told.name);
  if (found == nullptr) return {};
  auto all = strings(*found, count_max);
  if (!all) complain(told, fmt::format("is no list of at most {} strings", count_max));
  return all.value_or(std::vector<std::string>());
}

std::optional<std::size_t> MemberReader::word_index(Told told, Vocabulary words) {
  const auto text = text_of(told);
  if (!text) return std::nullopt;
  const auto found = std::find(words.begin(), words.end(), *text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  complain(told, "is none of its words");
  return std::nullopt;
}

void MemberReader::time(Told told, WallTime& value) {
  std::optional<WallTime> read;
  time(told, read);
  if (read) value = *read;
}

void MemberReader::time(Told told, std::optional<WallTime>& value) {
  const auto text = text_of(told);
  if (!text) return;
  value = parse_timestamp(*text);
  if (!value) complain(told, "is no time");
}

void MemberReader::id(Told told, OperationId& value) {
  std::optional<OperationId> read;
  id(told, read);
  if (read) value = *read;
}

void MemberReader::id(Told told, std::optional<OperationId>& value) {
  const auto text = text_of(told);
  if (!text) return;
  value = OperationId::parse(*text);
  if (!value) complain(told, "is no id");
}

void MemberReader::identifier(Told told, std::string& value) { value = text_of(told).value_or(std::string()); }

void MemberReader::identifiers(Told told, std::vector<std::string>& values) { values = texts_of(told, kIdentifiersMax); }

void MemberReader::labels(Told told, NamedLabels& values) {
  const Json* const found = place_->member(told.name);
  if (found == nullptr) return;
  if (!found->is_object() || found->size() > kLabelsMax) return complain(told, "is no object of labels");
  for (const auto& [name, value] : found->items()) {
    if (!value.is_string()) return complain(told, "holds a label that is no string");
    values.emplace_back(name, value.get<std::string>());
  }
}

void MemberReader::text(Told told, PlainText& value) {
  const auto text = text_of(told);
  if (!text) return;
  if (told.always() && text->empty()) return complain(told, "is empty");
  const auto made = PlainText::make(*text);
  if (made) value = *made;
  if (!made) complain(told, made.error().message);
}

void MemberReader::link(Told told, Link& value) {
  const auto text = text_of(told);
  if (!text) return;
  const auto made = Link::make(*text);
  if (made) value = *made;
  if (!made) complain(told, made.error().message);
}

void MemberReader::links(Told told, std::vector<Link>& values) {
  for (const std::string& text : texts_of(told, kLinksMax)) {
    const auto made = Link::make(text);
    if (!made) return complain(told, made.error().message);
    values.push_back(*made);
  }
}

void MemberReader::count(Told told, std::uint64_t& value) {
  std::optional<std::uint64_t> read;
  count(told, read);
  if (read) value = *read;
  if (!read && told.always()) complain(told, "is missing");
}

void MemberReader::count(Told told, std::optional<std::uint64_t>& value) {
  const Json* const found = place_->member(told.name);
  if (found == nullptr) return;
  if (!found->is_number_unsigned()) return complain(told, "is no whole number");
  value = found->get<std::uint64_t>();
}

void MemberReader::flag(Told told, bool& value) {
  const Json* const found = place_->member(told.name);
  if (found == nullptr) return;
  if (!found->is_boolean()) return complain(told, "is neither true nor false");
  value = found->get<bool>();
}

void MemberReader::bytes(Told told, std::string& value) {
  const auto text = text_of(told);
  if (!text) return;
  auto read = crypto::from_base64(*text);
  if (!read) return complain(told, "is no base 64");
  value = *std::move(read);
}

void MemberReader::digest(Told told, std::optional<DigestBytes>& value) {
  const auto text = text_of(told);
  if (!text) return;
  const auto bytes = text->starts_with(kDigestHead) ? crypto::from_hex(text->substr(kDigestHead.size())) : std::nullopt;
  if (!bytes || bytes->size() != DigestBytes().size()) return complain(told, "is no SHA-256 digest");
  value.emplace();
  std::copy(bytes->begin(), bytes->end(), value->begin());
}

std::size_t MemberReader::enter_list(Told told) {
  const Json* const found = place_->member(told.name);
  if (found == nullptr) return 0;
  const bool usable = found->is_array() && found->size() <= kPartsMax &&
                      std::all_of(found->begin(), found->end(), [](const Json& item) { return item.is_object(); });
  if (usable) return found->size();
  complain(told, fmt::format("is no list of at most {} objects", kPartsMax));
  return 0;
}

void MemberReader::enter_element(Told told, std::size_t index) {
  const Json* const list = place_->member(told.name);
  place_->path.push_back(&(*list)[index]);
}

void MemberReader::leave() { place_->path.pop_back(); }

}  // namespace jurymast::record
