#include "record/plain_text.hpp"

#include <algorithm>

#include "record/pattern_scrub.hpp"

namespace jurymast::record {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// How many bytes follow the first one of a UTF-8 sequence; none where it begins none.
std::size_t following_bytes(unsigned char first) {
  if (first >= 0xc2 && first <= 0xdf) return 1;
  if (first >= 0xe0 && first <= 0xef) return 2;
  if (first >= 0xf0 && first <= 0xf4) return 3;
  return 0;
}

/// The second byte is bounded so that no character has two spellings, and none is a surrogate or beyond the last.
bool second_byte_fits(unsigned char first, unsigned char second) {
  if (first == 0xe0) return second >= 0xa0;
  if (first == 0xed) return second <= 0x9f;
  if (first == 0xf0) return second >= 0x90;
  if (first == 0xf4) return second <= 0x8f;
  return true;
}

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto first = static_cast<unsigned char>(text[at]);
    if (first < 0x80) continue;
    const std::size_t more = following_bytes(first);
    if (more == 0 || at + more >= text.size()) return false;
    if (!second_byte_fits(first, static_cast<unsigned char>(text[at + 1]))) return false;
    for (std::size_t i = 1; i <= more; ++i) {
      if ((static_cast<unsigned char>(text[at + i]) & 0xc0U) != 0x80) return false;
    }
    at += more;
  }
  return true;
}

bool is_link_char(char c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return std::string_view("-._~:/%+[],;=").find(c) != std::string_view::npos;
}

}  // namespace

Result<PlainText> PlainText::make(std::string_view text) {
  if (text.size() > kPlainTextBytesMax) {
    return fail(Code::Invalid, "a note has at most {} bytes and this one has {}; link to what is longer", kPlainTextBytesMax,
                text.size());
  }
  if (std::any_of(text.begin(), text.end(), is_control)) {
    return fail(Code::Invalid, "a note is one line without control characters; write it as one sentence");
  }
  if (!is_utf8(text)) return fail(Code::Invalid, "a note is UTF-8 text, and this one is not");
  PlainText made;
  made.text_ = scrub(text);
  if (made.text_.size() <= kPlainTextBytesMax) return made;
  return fail(Code::Invalid, "with its secrets masked the note has more than {} bytes; write it without them", kPlainTextBytesMax);
}

Result<Link> Link::make(std::string_view text) {
  const std::string_view whole = text.substr(0, text.find_first_of("?#"));
  if (!whole.starts_with("https://") && !whole.starts_with("http://")) {
    return fail(Code::Invalid, "a link begins with https:// or http://");
  }
  if (whole.size() > kLinkBytesMax) return fail(Code::Invalid, "a link has at most {} bytes", kLinkBytesMax);
  const std::string_view rest = whole.substr(whole.find("//") + 2);
  if (rest.empty() || rest.front() == '/') return fail(Code::Invalid, "a link names a host");
  if (!std::all_of(whole.begin(), whole.end(), is_link_char)) {
    return fail(Code::Invalid, "a link has no blanks, quotes or credentials; percent-encode what its path needs");
  }
  Link made;
  made.text_ = whole;
  return made;
}

std::string json_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += is_control(c) ? '_' : c;
  }
  return out;
}

}  // namespace jurymast::record
