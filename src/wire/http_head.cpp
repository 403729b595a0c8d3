#include "wire/http_head.hpp"

#include <algorithm>

#include "wire/head_rules.hpp"
#include "wire/http_chars.hpp"

namespace jurymast::wire {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr unsigned kInterimHeadsMax = 8;

bool check_target(std::string_view target, Rejection& rejection) {
  if (target.size() > limits::kRequestTargetBytesMax) return reject(rejection, "request target over the limit", 414);
  if (!target.starts_with('/')) return reject(rejection, "request target is not in origin form");
  if (!std::all_of(target.begin(), target.end(), is_target_char)) {
    return reject(rejection, "request target holds a byte that is not allowed");
  }
  return true;
}

bool check_version(std::string_view version, Rejection& rejection) {
  if (version == "HTTP/1.1") return true;
  const bool well_formed = version.size() == 8 && version.starts_with("HTTP/") && is_digit(version[5]) &&
                           version[6] == '.' && is_digit(version[7]);
  if (well_formed) return reject(rejection, "HTTP version is not 1.1", 505);
  return reject(rejection, "request line is not method, target and version with one space between");
}

bool read_request_line(std::string_view line, RequestHead& head, Rejection& rejection) {
  if (line.empty()) return reject(rejection, "more than one empty line before the request line");
  const std::size_t method_end = line.find(' ');
  const std::size_t target_end =
      method_end == std::string_view::npos ? std::string_view::npos : line.find(' ', method_end + 1);
  if (target_end == std::string_view::npos || target_end == method_end + 1) {
    return reject(rejection, "request line is not method, target and version with one space between");
  }
  head.method = line.substr(0, method_end);
  head.target = line.substr(method_end + 1, target_end - method_end - 1);
  if (head.method.empty() || !std::all_of(head.method.begin(), head.method.end(), is_token_char)) {
    return reject(rejection, "request method is not a token");
  }
  return check_target(head.target, rejection) && check_version(line.substr(target_end + 1), rejection);
}

BodyFraming framing_of(const MessageFacts& facts, BodyFraming otherwise) {
  if (facts.chunked) return BodyFraming::Chunked;
  return facts.has_length ? BodyFraming::Length : otherwise;
}

bool read_request_head(std::string_view text, RequestHead& head, Rejection& rejection) {
  HeadLines lines(text);
  std::string_view request_line;
  lines.next(request_line);
  if (!read_request_line(request_line, head, rejection)) return false;
  MessageFacts facts{.kind = MessageKind::Request};
  head.fields.clear();
  if (!read_fields(lines, head.fields, facts, rejection)) return false;
  if (!facts.has_host) return reject(rejection, "no Host");
  head.framing = framing_of(facts, BodyFraming::None);
  head.content_length = facts.content_length;
  head.keep_alive = !facts.close;
  head.expect_continue = facts.expect_continue;
  return true;
}

/// `HTTP/1.x 200 reason`; the reason may be missing, even with the space before it.
bool read_status_line(std::string_view line, int& status, Rejection& rejection) {
  constexpr std::size_t kStatusAt = 9;
  constexpr std::size_t kReasonAt = 12;
  if (!line.starts_with("HTTP/1.1 ") && !line.starts_with("HTTP/1.0 ")) {
    return reject(rejection, "status line does not begin with HTTP/1.1 or HTTP/1.0");
  }
  const std::string_view digits = line.substr(kStatusAt, kReasonAt - kStatusAt);
  const bool ends = line.size() == kReasonAt || (line.size() > kReasonAt && line[kReasonAt] == ' ');
  if (!ends || !std::all_of(digits.begin(), digits.end(), is_digit)) {
    return reject(rejection, "status is not three digits");
  }
  status = (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0');
  if (status < 100 || status > 599) return reject(rejection, "status outside 100 to 599");
  if (status == 101) return reject(rejection, "switch of protocols that nobody asked for");
  return true;
}

bool read_response_head(std::string_view text, ResponseHead& head, Rejection& rejection) {
  HeadLines lines(text);
  std::string_view status_line;
  lines.next(status_line);
  if (!read_status_line(status_line, head.status, rejection)) return false;
  MessageFacts facts{.kind = MessageKind::Response};
  head.fields.clear();
  if (!read_fields(lines, head.fields, facts, rejection)) return false;
  const bool old_version = status_line.starts_with("HTTP/1.0");
  if (old_version && facts.chunked) return reject(rejection, "Transfer-Encoding in an HTTP/1.0 response");
  if (head.status < 200 && (facts.has_length || facts.chunked))
    return reject(rejection, "interim response with a body");
  const bool bodiless = head.status == 204 || head.status == 304;
  head.framing = bodiless ? BodyFraming::None : framing_of(facts, BodyFraming::UntilClose);
  head.content_length = bodiless ? 0 : facts.content_length;
  // A sender that announces a body where there is none may send it all the same, and late.
  const bool body_in_doubt = bodiless && (facts.chunked || facts.content_length > 0);
  head.keep_alive = !old_version && !facts.close && !body_in_doubt && head.framing != BodyFraming::UntilClose;
  return true;
}

}  // namespace

ParseState RequestHeadReader::read(std::string_view received, RequestHead& head) {
  if (!rejection_.reason.empty()) return ParseState::Rejected;
  const std::size_t begin = received.starts_with(kLineEnd) ? kLineEnd.size() : 0;
  scanned_ = std::max(scanned_, begin);
  const ParseState state = scan_head(received, begin, scanned_, rejection_);
  if (state == ParseState::Rejected && rejection_.status == 431) {
    const bool in_first_line =
        received.substr(begin, limits::kHeadBytesMax - begin).find('\r') == std::string_view::npos;
    if (in_first_line) rejection_ = {414, "request target over the limit"};
  }
  if (state != ParseState::Done) return state;
  if (!read_request_head(received.substr(begin, scanned_ - begin), head, rejection_)) return ParseState::Rejected;
  head.head_bytes = scanned_ + kLineEnd.size();
  return ParseState::Done;
}

ParseState ResponseHeadReader::read(std::string_view received, ResponseHead& head) {
  if (!rejection_.reason.empty()) return ParseState::Rejected;
  for (;;) {
    const ParseState state = scan_head(received, skipped_, scanned_, rejection_);
    if (state != ParseState::Done) return state;
    if (!read_response_head(received.substr(skipped_, scanned_ - skipped_), head, rejection_))
      return ParseState::Rejected;
    head.head_bytes = scanned_ + kLineEnd.size();
    if (head.status >= 200) return ParseState::Done;
    if (++interim_heads_ > kInterimHeadsMax) {
      reject(rejection_, "more interim responses than the limit");
      return ParseState::Rejected;
    }
    skipped_ = head.head_bytes;
    scanned_ = skipped_;
  }
}

}  // namespace jurymast::wire
