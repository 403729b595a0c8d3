#include "wire/error_facts.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "wire/error_reader.hpp"

namespace jurymast::wire {
namespace {

constexpr std::size_t kErrorTextBytesMax = 64;
constexpr double kRetryAfterSecondsMax = 24 * 3600;
constexpr std::uint64_t kStatusMin = 400;
constexpr std::uint64_t kStatusMax = 599;

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), text) != names.end();
}

std::optional<int> status_of(std::string_view digits) {
  const std::optional<std::uint64_t> value = json_unsigned(digits);
  if (!value || *value < kStatusMin || *value > kStatusMax) return std::nullopt;
  return static_cast<int>(*value);
}

/// A sentence may only be searched for a wait where the error's own words say that it is about pace.
bool speaks_of_pace(const ErrorFacts& facts) {
  constexpr std::array<std::string_view, 5> kPaceWords{"slow_down", "too_many_requests", "resource_exhausted", "requests",
                                                       "tokens"};
  const auto is_pace = [&kPaceWords](std::string_view word) {
    return word.starts_with("rate_limit") || word.starts_with("ratelimit") || is_one_of(word, kPaceWords);
  };
  return facts.numeric_code == 429 || is_pace(facts.code) || is_pace(facts.type);
}

}  // namespace

std::string take_short_text(JsonCursor& cursor, std::size_t bytes_max) {
  std::string text;
  append_unescaped(cursor.take_raw_string().value_or(""), bytes_max, text);
  return text;
}

void ErrorMembers::take_code(JsonCursor& cursor) {
  if (const std::optional<std::string_view> number = cursor.take_number()) {
    facts_.code = number->substr(0, kErrorTextBytesMax);
  } else {
    facts_.code = lower(take_short_text(cursor, kErrorTextBytesMax));
  }
  if (const std::optional<int> status = status_of(facts_.code)) facts_.numeric_code = status;
}

/// `status` is a number with some providers and a word (RESOURCE_EXHAUSTED) with others.
void ErrorMembers::take_status(JsonCursor& cursor) {
  if (const std::optional<std::string_view> number = cursor.take_number()) {
    if (!facts_.numeric_code) facts_.numeric_code = status_of(*number);
  } else {
    status_ = lower(take_short_text(cursor, kErrorTextBytesMax));
  }
}

void ErrorMembers::take_message(JsonCursor& cursor) {
  const std::string_view text = cursor.take_raw_string().value_or("");
  if (message_.empty()) message_ = text;
}

void ErrorMembers::take_retry_after(JsonCursor& cursor) {
  const std::optional<double> seconds = json_double(cursor.take_number().value_or(""));
  if (!seconds || *seconds <= 0 || *seconds > kRetryAfterSecondsMax) return;
  facts_.retry_after = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(*seconds));
}

void ErrorMembers::take_nested(std::string_view key, JsonCursor& cursor) {
  for (JsonMembers members(cursor); members.next();) {
    if (key == "metadata" && members.key() == "error_type") {
      error_type_ = lower(take_short_text(cursor, kErrorTextBytesMax));
    } else if (key == "availability" && members.key() == "retry_after") {
      take_retry_after(cursor);
    } else if (key == "header" && members.key() == "message") {
      take_message(cursor);
    }
  }
}

void ErrorMembers::take(std::string_view key, JsonCursor& cursor) {
  constexpr std::array<std::string_view, 3> kCodes{"code", "error_code", "err_code"};
  constexpr std::array<std::string_view, 5> kMessages{"message", "msg", "err", "error_msg", "detail"};
  constexpr std::array<std::string_view, 2> kWaits{"retry_after", "retry_after_s"};
  constexpr std::array<std::string_view, 3> kNested{"metadata", "availability", "header"};
  if (is_one_of(key, kMessages)) return take_message(cursor);
  if (is_one_of(key, kCodes)) return take_code(cursor);
  if (is_one_of(key, kNested)) return take_nested(key, cursor);
  if (is_one_of(key, kWaits)) return take_retry_after(cursor);
  if (key == "type") facts_.type = lower(take_short_text(cursor, kErrorTextBytesMax));
  if (key == "param") facts_.param = take_short_text(cursor, kErrorTextBytesMax);
  if (key == "error_type") error_type_ = lower(take_short_text(cursor, kErrorTextBytesMax));
  if (key == "status" || key == "status_code") take_status(cursor);
}

ErrorFacts ErrorMembers::facts() const {
  ErrorFacts facts = facts_;
  facts.present = true;
  // `error` as a type only says that this is an error object.
  if (facts.type == "error") facts.type.clear();
  if (facts.type.empty()) facts.type = error_type_;
  if (facts.type.empty()) facts.type = status_;
  if (!facts.retry_after && speaks_of_pace(facts)) facts.retry_after = wait_in_message(message_);
  return facts;
}

namespace {

ErrorFacts read_error_list(JsonCursor& cursor) {
  ErrorFacts first;
  for (JsonElements elements(cursor); elements.next();) {
    if (!first.present) first = read_error_value(cursor);
  }
  return first;
}

ErrorFacts read_error_object(JsonCursor& cursor) {
  ErrorMembers error;
  for (JsonMembers members(cursor); members.next();) error.take(members.key(), cursor);
  return error.facts();
}

/// Everything a body of one of the known shapes can say about its error.
struct BodyMembers {
  ErrorMembers bare;
  ErrorFacts nested;       ///< of `error`
  ErrorFacts of_response;  ///< of `response.error`
  TextSpan error_object;
  bool object_is_error = false;  ///< `"object":"error"` or `"type":"error"`
};

ErrorFacts read_response_error(JsonCursor& cursor) {
  ErrorFacts facts;
  for (JsonMembers members(cursor); members.next();) {
    if (members.key() == "error") facts = read_error_value(cursor);
  }
  return facts;
}

BodyMembers read_body_members(JsonCursor& cursor) {
  BodyMembers body;
  for (JsonMembers members(cursor); members.next();) {
    if (members.key() == "error") {
      const bool object = cursor.kind() == JsonKind::Object;
      const std::size_t begin = cursor.offset();
      body.nested = read_error_value(cursor);
      if (object) body.error_object = {begin, cursor.last_end() - begin};
    } else if (members.key() == "response") {
      body.of_response = read_response_error(cursor);
    } else if (members.key() == "object") {
      body.object_is_error = cursor.take_string() == "error" || body.object_is_error;
    } else {
      body.bare.take(members.key(), cursor);
    }
  }
  return body;
}

ErrorFacts best_of(const BodyMembers& body) {
  ErrorFacts facts;
  if (body.nested.present) {
    facts = body.nested;
  } else if (body.of_response.present) {
    facts = body.of_response;
  } else if (body.bare.has_message() || body.object_is_error) {
    facts = body.bare.facts();
  }
  if (facts.present && facts.type.empty()) facts.type = body.bare.error_type();
  return facts;
}

/// The element of an array wrapper that holds an error, or the first.
BodyMembers read_wrapped_members(JsonCursor& cursor) {
  BodyMembers found;
  for (JsonElements elements(cursor); elements.next();) {
    if (cursor.kind() != JsonKind::Object || best_of(found).present) continue;
    found = read_body_members(cursor);
  }
  return found;
}

}  // namespace

ErrorFacts read_error_value(JsonCursor& cursor) {
  switch (cursor.kind()) {
    case JsonKind::Object: return read_error_object(cursor);
    case JsonKind::Array: return read_error_list(cursor);
    case JsonKind::True: cursor.walk(); return ErrorMembers().facts();
    case JsonKind::String:
    case JsonKind::Number: break;
    default: cursor.walk(); return {};
  }
  ErrorMembers error;
  const bool number = cursor.kind() == JsonKind::Number;
  error.take(number ? "code" : "message", cursor);
  const ErrorFacts facts = error.facts();
  const bool truthy = number ? json_double(facts.code).value_or(1) != 0 : error.has_message();
  return truthy ? facts : ErrorFacts{};
}

ErrorBody read_error_body(PaddedText body, JsonScratch& scratch) {
  JsonCursor cursor(body, scratch, LoneSurrogates::Tolerated);
  const BodyMembers members =
      cursor.kind() == JsonKind::Array ? read_wrapped_members(cursor) : read_body_members(cursor);
  if (!cursor.finish()) return {};
  return {true, best_of(members), members.error_object};
}

}  // namespace jurymast::wire
