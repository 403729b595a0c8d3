#include "wire/head_rules.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "wire/http_chars.hpp"

namespace jurymast::wire {
namespace {

constexpr std::size_t kLengthDigitsMax = 19;  ///< 19 digits always fit 64 bits
constexpr std::size_t kPortDigitsMax = 5;
constexpr unsigned kPortMax = 65535;
constexpr std::size_t kIpv6CharsMax = 45;

constexpr std::uint64_t kEveryByte = 0x0101010101010101U;
constexpr std::uint64_t kHighBits = 0x80U * kEveryByte;

constexpr bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// The high bit of each of eight bytes that is below 0x20 or is 0x7f, found in a handful of operations: most of a head is neither. Above the
/// first such byte the bits say nothing, since a difference borrows from the byte above.
std::uint64_t control_bits(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  const std::uint64_t below_space = (word - 0x20U * kEveryByte) & ~word;
  const std::uint64_t zero_where_delete = word ^ (0x7fU * kEveryByte);
  const std::uint64_t deletes = (zero_where_delete - kEveryByte) & ~zero_where_delete;
  return (below_space | deletes) & kHighBits;
}

std::size_t find_control(std::string_view text, std::size_t from) {
  static_assert(std::endian::native == std::endian::little, "the first byte of a word is its lowest");
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  std::size_t at = from;
  for (; at + kWord <= text.size(); at += kWord) {
    const std::uint64_t bits = control_bits(text.data() + at);
    if (bits != 0) return at + static_cast<std::size_t>(std::countr_zero(bits)) / 8;
  }
  while (at < text.size() && !is_control(text[at])) ++at;
  return at;
}

ParseState refuse(Rejection& rejection, std::string_view reason, int status = 400) {
  reject(rejection, reason, status);
  return ParseState::Rejected;
}

bool read_name(std::string_view line, std::size_t& colon, Rejection& rejection) {
  if (line.front() == ' ' || line.front() == '\t') return reject(rejection, "header line folded or begun with a space");
  colon = static_cast<std::size_t>(std::find_if_not(line.begin(), line.end(), is_token_char) - line.begin());
  if (colon == line.size()) return reject(rejection, "header line without a colon");
  if (line[colon] == ' ' || line[colon] == '\t') return reject(rejection, "space before the colon of a header");
  if (line[colon] != ':' || colon == 0) return reject(rejection, "header name is not a token");
  return true;
}

bool read_field(std::string_view line, HeaderField& field, Rejection& rejection) {
  if (line.size() > limits::kHeaderBytesMax) return reject(rejection, "one header over the limit", 431);
  std::size_t colon = 0;
  if (!read_name(line, colon, rejection)) return false;
  field = {line.substr(0, colon), trim(line.substr(colon + 1))};
  return true;
}

bool all_digits(std::string_view text) { return std::all_of(text.begin(), text.end(), is_digit); }

bool valid_port(std::string_view port) {
  if (port.size() > kPortDigitsMax || !all_digits(port)) return false;
  unsigned value = 0;
  for (const char c : port) value = value * 10 + static_cast<unsigned>(c - '0');
  return value <= kPortMax;
}

bool valid_ipv6(std::string_view address) {
  const auto allowed = [](char c) { return hex_value(c) >= 0 || c == ':' || c == '.'; };
  return address.size() <= kIpv6CharsMax && std::count(address.begin(), address.end(), ':') >= 2 &&
         std::all_of(address.begin(), address.end(), allowed);
}

bool valid_registered_name(std::string_view name) {
  constexpr std::string_view kMarks = "-._~!$&'()*+,;=";
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = to_lower(name[i]);
    if (is_digit(c) || (c >= 'a' && c <= 'z') || kMarks.find(c) != std::string_view::npos) continue;
    if (c != '%' || i + 2 >= name.size() || hex_value(name[i + 1]) < 0 || hex_value(name[i + 2]) < 0) return false;
    i += 2;
  }
  return !name.empty();
}

bool valid_host(std::string_view host) {
  const bool bracketed = host.starts_with('[');
  const std::size_t name_end = bracketed ? host.find(']') : std::min(host.find(':'), host.size());
  if (name_end == std::string_view::npos) return false;
  const std::string_view rest = host.substr(bracketed ? name_end + 1 : name_end);
  if (!rest.empty() && (rest.front() != ':' || !valid_port(rest.substr(1)))) return false;
  return bracketed ? valid_ipv6(host.substr(1, name_end - 1)) : valid_registered_name(host.substr(0, name_end));
}

bool note_host(std::string_view value, MessageFacts& facts, Rejection& rejection) {
  if (facts.has_host) return reject(rejection, "more than one Host");
  if (!valid_host(value)) return reject(rejection, "Host is not a host name or address with an optional port");
  facts.has_host = true;
  return true;
}

bool note_length(std::string_view value, MessageFacts& facts, Rejection& rejection) {
  if (facts.has_length) return reject(rejection, "more than one Content-Length");
  if (value.empty() || value.size() > kLengthDigitsMax || !all_digits(value)) {
    return reject(rejection, "Content-Length is not 1 to 19 digits");
  }
  for (const char c : value) facts.content_length = facts.content_length * 10 + static_cast<std::uint64_t>(c - '0');
  facts.has_length = true;
  return true;
}

bool note_coding(std::string_view value, MessageFacts& facts, Rejection& rejection) {
  if (facts.chunked) return reject(rejection, "more than one Transfer-Encoding");
  if (!same_header_name(value, "chunked")) return reject(rejection, "Transfer-Encoding is not exactly chunked");
  facts.chunked = true;
  return true;
}

bool note_connection(std::string_view list, MessageFacts& facts, Rejection& rejection) {
  while (!list.empty()) {
    const std::string_view option = take_list_item(list);
    if (!std::all_of(option.begin(), option.end(), is_token_char)) return reject(rejection, "Connection is not a list of tokens");
    facts.close = same_header_name(option, "close") || facts.close;
  }
  return true;
}

bool note_expect(std::string_view value, MessageFacts& facts, Rejection& rejection) {
  if (!same_header_name(value, "100-continue")) return reject(rejection, "Expect is not 100-continue", 417);
  facts.expect_continue = true;
  return true;
}

/// Most fields are none of these, and their length alone says so.
bool note_field(const HeaderField& field, MessageFacts& facts, Rejection& rejection) {
  const bool request = facts.kind == MessageKind::Request;
  const auto is = [&field](std::string_view name) { return same_header_name(field.name, name); };
  switch (field.name.size()) {
    case 4:
      return !request || !is("host") || note_host(field.value, facts, rejection);
    case 6:
      return !request || !is("expect") || note_expect(field.value, facts, rejection);
    case 10:
      return !is("connection") || note_connection(field.value, facts, rejection);
    case 14:
      return !is("content-length") || note_length(field.value, facts, rejection);
    case 17:
      return !is("transfer-encoding") || note_coding(field.value, facts, rejection);
    default:
      return true;
  }
}

}  // namespace

ParseState scan_head(std::string_view received, std::size_t begin, std::size_t& scanned, Rejection& rejection) {
  const std::string_view window = received.substr(0, limits::kHeadBytesMax);
  for (;;) {
    scanned = find_control(window, scanned);
    if (scanned == window.size()) break;
    const char control = window[scanned];
    if (control == '\t') {
      ++scanned;
      continue;
    }
    if (control == '\n') return refuse(rejection, "line feed without a carriage return");
    if (control != '\r') return refuse(rejection, "control byte in the head");
    if (scanned + 1 == window.size()) break;
    if (window[scanned + 1] != '\n') return refuse(rejection, "carriage return without a line feed");
    if (scanned == begin || window[scanned - 1] == '\n') return ParseState::Done;
    scanned += 2;
  }
  if (received.size() < limits::kHeadBytesMax) return ParseState::NeedMore;
  return refuse(rejection, "head over the limit", 431);
}

bool HeadLines::next(std::string_view& line) {
  if (rest_.empty()) return false;
  const std::size_t end = rest_.find('\r');
  line = rest_.substr(0, end);
  rest_.remove_prefix(end + 2);
  return true;
}

bool read_fields(HeadLines& lines, HeaderFields& fields, MessageFacts& facts, Rejection& rejection) {
  std::string_view line;
  while (lines.next(line)) {
    HeaderField field;
    if (!read_field(line, field, rejection)) return false;
    if (!note_field(field, facts, rejection)) return false;
    if (!fields.push(field)) return reject(rejection, "more headers than the limit", 431);
  }
  if (facts.has_length && facts.chunked) return reject(rejection, "both Content-Length and Transfer-Encoding");
  return true;
}

}  // namespace jurymast::wire
