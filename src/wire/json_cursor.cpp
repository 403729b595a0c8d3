#include "wire/json_cursor.hpp"

#include <bit>
#include <cstring>

#include "base/limits.hpp"

namespace jurymast::wire {
namespace {

// walk() keeps the kinds of the open containers in the bits of one word.
static_assert(limits::kJsonDepthMax <= 64);

/// The next backslash at or behind `from`, or npos. Escapes come in clusters, a few bytes apart, where calling memchr for each
/// costs more than what it finds; so the first words are looked at here.
std::size_t find_backslash(std::string_view text, std::size_t from) {
  constexpr std::size_t kWordsNear = 6;
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  for (std::size_t word = 0; word < kWordsNear && from + sizeof(std::uint64_t) <= text.size(); ++word) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + from, sizeof(bytes));
    const std::uint64_t difference = bytes ^ (kOnes * '\\');
    // A zero byte borrows into its own high bit; whatever else the borrow marks lies behind it.
    const std::uint64_t zeros = (difference - kOnes) & ~difference & (kOnes * 0x80);
    if (zeros != 0) return from + static_cast<std::size_t>(std::countr_zero(zeros)) / 8;
    from += sizeof(bytes);
  }
  return text.find('\\', from);
}
static_assert(std::endian::native == std::endian::little);

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

}  // namespace

JsonCursor::JsonCursor(PaddedText text, JsonScratch& scratch, LoneSurrogates lone) : text_(text.text), lone_(lone) {
  const JsonTokens tokens = find_tokens(text, scratch);
  offsets_ = tokens.offsets;
  count_ = tokens.count;
  next_backslash_ = text_.find('\\');
  if (tokens.fault != JsonFault::None) fail(tokens.fault);
}

JsonKind JsonCursor::kind() const {
  switch (head()) {
    case '{': return JsonKind::Object;
    case '[': return JsonKind::Array;
    case '"': return JsonKind::String;
    case 't': return JsonKind::True;
    case 'f': return JsonKind::False;
    case 'n': return JsonKind::Null;
    case '-':
    case '0': case '1': case '2': case '3': case '4':
    case '5': case '6': case '7': case '8': case '9': return JsonKind::Number;
    default: return JsonKind::Nothing;
  }
}

void JsonCursor::fail(JsonFault fault) {
  if (failed()) return;
  fault_ = fault;
  fault_offset_ = offset();
  at_ = count_;
}

std::size_t JsonCursor::token_end() const {
  std::size_t end = offsets_[at_ + 1];
  while (is_space(text_[end - 1])) --end;
  return end;
}

std::size_t JsonCursor::last_end() const {
  std::size_t end = offset();
  while (end > 0 && is_space(text_[end - 1])) --end;
  return end;
}

bool JsonCursor::open(char bracket) {
  if (head() != bracket) return false;
  if (depth_ == limits::kJsonDepthMax) {
    fail(JsonFault::Depth);
    return false;
  }
  ++depth_;
  ++at_;
  return true;
}

bool JsonCursor::close(char bracket) {
  if (head() != bracket) return false;
  --depth_;
  ++at_;
  return true;
}

bool JsonCursor::expect(char separator) {
  if (head() != separator) {
    fail(JsonFault::Grammar);
    return false;
  }
  ++at_;
  return true;
}

bool JsonCursor::check_escapes(std::size_t end) {
  while (next_backslash_ < end) {
    const std::size_t size = escape_size(text_.substr(next_backslash_, end - next_backslash_), lone_);
    if (size == 0) {
      fail(JsonFault::Grammar);
      return false;
    }
    next_backslash_ = find_backslash(text_, next_backslash_ + size);
  }
  return true;
}

std::optional<std::string_view> JsonCursor::take_raw_string() {
  if (head() != '"') return std::nullopt;
  const std::size_t begin = offsets_[at_] + 1;
  const std::size_t end = token_end() - 1;
  if (!check_escapes(end)) return std::nullopt;
  ++at_;
  return text_.substr(begin, end - begin);
}

std::string_view JsonCursor::resolved(std::string_view raw, std::string& buffer) const {
  if (raw.find('\\') == std::string_view::npos) return raw;
  buffer.clear();
  append_unescaped(raw, raw.size(), buffer);
  return buffer;
}

std::optional<std::string_view> JsonCursor::take_string() {
  const std::optional<std::string_view> raw = take_raw_string();
  if (!raw) return std::nullopt;
  return resolved(*raw, value_buffer_);
}

std::optional<std::string_view> JsonCursor::take_number() {
  if (kind() != JsonKind::Number) return std::nullopt;
  const std::size_t begin = offsets_[at_];
  const std::string_view number = text_.substr(begin, token_end() - begin);
  if (!is_json_number(number)) {
    fail(JsonFault::Grammar);
    return std::nullopt;
  }
  ++at_;
  return number;
}

std::optional<bool> JsonCursor::take_bool() {
  const JsonKind word = kind();
  if (word != JsonKind::True && word != JsonKind::False) return std::nullopt;
  if (!take_scalar()) return std::nullopt;
  return word == JsonKind::True;
}

bool JsonCursor::take_scalar() {
  std::string_view word;
  switch (kind()) {
    case JsonKind::String: return take_raw_string().has_value();
    case JsonKind::Number: return take_number().has_value();
    case JsonKind::True: word = "true"; break;
    case JsonKind::False: word = "false"; break;
    case JsonKind::Null: word = "null"; break;
    default: fail(JsonFault::Grammar); return false;
  }
  const std::size_t begin = offsets_[at_];
  if (text_.substr(begin, token_end() - begin) != word) {
    fail(JsonFault::Grammar);
    return false;
  }
  ++at_;
  return true;
}

bool JsonCursor::take_key(std::string_view& raw) {
  const std::optional<std::string_view> name = take_raw_string();
  if (!name) {
    fail(JsonFault::Grammar);
    return false;
  }
  raw = *name;
  return expect(':');
}

/// Takes a scalar, or opens containers down to the first scalar or empty container. `objects` has one bit an open container.
bool JsonCursor::descend(std::uint64_t& objects) {
  std::string_view ignored;
  for (;;) {
    const char bracket = head();
    if (bracket != '{' && bracket != '[') return take_scalar();
    if (!open(bracket)) return false;
    const bool object = bracket == '{';
    if (close(object ? '}' : ']')) return true;
    objects = objects << 1 | (object ? 1U : 0U);
    if (object && !take_key(ignored)) return false;
  }
}

/// Closes every container that ends here; true if the cursor then stands on a further value of one above `floor`.
bool JsonCursor::ascend(std::uint64_t& objects, std::size_t floor) {
  std::string_view ignored;
  while (depth_ > floor) {
    const bool object = (objects & 1) != 0;
    if (!close(object ? '}' : ']')) return expect(',') && (!object || take_key(ignored));
    objects >>= 1;
  }
  return false;
}

void JsonCursor::walk() {
  const std::size_t floor = depth_;
  std::uint64_t objects = 0;
  while (descend(objects) && ascend(objects, floor)) {
  }
}

bool JsonCursor::take_filled() {
  bool filled = false;
  switch (kind()) {
    case JsonKind::String: return !take_raw_string().value_or("").empty();
    case JsonKind::Object: filled = at_ + 1 < count_ && text_[offsets_[at_ + 1]] != '}'; break;
    case JsonKind::Array: filled = at_ + 1 < count_ && text_[offsets_[at_ + 1]] != ']'; break;
    case JsonKind::Number:
    case JsonKind::True: filled = true; break;
    default: break;
  }
  walk();
  return filled;
}

TextSpan JsonCursor::take_span() {
  const std::size_t begin = offset();
  walk();
  return failed() ? TextSpan{} : TextSpan{begin, last_end() - begin};
}

bool JsonCursor::finish() {
  if (at_ < count_) fail(JsonFault::Grammar);
  return !failed();
}

JsonMembers::JsonMembers(JsonCursor& cursor) : cursor_(cursor), open_(cursor.open('{')) {
  if (!open_) cursor_.walk();
}

JsonMembers::~JsonMembers() {
  while (next()) {
  }
}

bool JsonMembers::next() {
  if (!open_) return false;
  if (!first_ && cursor_.at_ == value_at_) cursor_.walk();
  std::string_view raw;
  const bool more = !cursor_.close('}') && (first_ || cursor_.expect(',')) && cursor_.take_key(raw);
  open_ = more;
  if (!more) return false;
  first_ = false;
  value_at_ = cursor_.at_;
  key_ = cursor_.resolved(raw, key_buffer_);
  return true;
}

JsonElements::JsonElements(JsonCursor& cursor) : cursor_(cursor), open_(cursor.open('[')) {
  if (!open_) cursor_.walk();
}

JsonElements::~JsonElements() {
  while (next()) {
  }
}

bool JsonElements::next() {
  if (!open_) return false;
  if (!first_ && cursor_.at_ == value_at_) cursor_.walk();
  open_ = !cursor_.close(']') && (first_ || cursor_.expect(',')) && !cursor_.failed();
  if (!open_) return false;
  first_ = false;
  value_at_ = cursor_.at_;
  return true;
}

}  // namespace jurymast::wire
