#pragma once
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "http_message.hpp"
#include "wire/header_fields.hpp"
#include "wire/http_chars.hpp"

/// What our codec accepts, Beast reads the same way. The differences that are known are listed here by name; any other is a find.
namespace jurymast::fuzz {

/// One text and what either parser made of it.
struct Comparison {
  std::string_view text;
  const HttpMessage& ours;
  const HttpMessage& beast;
};

/// The first thing in the message that the parsers see differently; empty where there is none.
inline std::string_view difference(const HttpMessage& ours, const HttpMessage& beast) {
  if (!beast.head_done) return "head refused";
  if (ours.method != beast.method) return "method";
  if (ours.target != beast.target) return "target";
  if (ours.version != 0 && ours.version != beast.version) return "version";
  if (ours.status != beast.status) return "status";
  if (ours.fields != beast.fields) return "fields";
  if (ours.state == wire::ParseState::Rejected) return {};  // Beast may take a body that we refuse
  if (ours.state != beast.state) return beast.state == wire::ParseState::Rejected ? "body refused" : "end of the body";
  if (ours.body != beast.body) return "body";
  if (ours.state == wire::ParseState::Done && ours.bytes != beast.bytes) return "end of the message";
  return {};
}

/// The same of what becomes of the connection behind it.
inline std::string_view connection_difference(const HttpMessage& ours, const HttpMessage& beast) {
  return beast.head_done && ours.keep_alive != beast.keep_alive ? "keep-alive" : std::string_view();
}

/// Beast holds Proxy-Connection to the grammar of Connection; to us it is a field like any other, and we pass it on to nobody.
inline bool proxy_option_is_no_token(const Comparison& seen) {
  if (seen.beast.head_done || seen.beast.reason != "bad value") return false;
  return std::any_of(seen.ours.fields.begin(), seen.ours.fields.end(), [](const auto& field) {
    if (!wire::same_header_name(field.first, "proxy-connection")) return false;
    for (std::string_view list = field.second; !list.empty();) {
      const std::string_view option = wire::take_list_item(list);
      if (!std::all_of(option.begin(), option.end(), wire::is_token_char)) return true;
    }
    return false;
  });
}

/// Beast obeys Proxy-Connection, which no RFC defines and RFC 9112 C.2.2 warns of.
inline bool proxy_connection_closes(const Comparison& seen) {
  if (!seen.ours.keep_alive || seen.beast.keep_alive) return false;
  return std::any_of(seen.ours.fields.begin(), seen.ours.fields.end(),
                     [](const auto& field) { return wire::same_header_name(field.first, "proxy-connection"); });
}

/// We close behind every HTTP/1.0 response; Beast believes its `keep-alive`, which RFC 9112 9.3 allows and does not require.
inline bool old_version_is_not_reused(const Comparison& seen) {
  return !seen.ours.keep_alive && seen.beast.keep_alive && seen.beast.version == 10;
}

/// We close behind a response that has no body and announces one, because its sender may send it after all.
inline bool announced_body_is_not_trusted(const Comparison& seen) {
  const bool bodiless = seen.ours.status == 204 || seen.ours.status == 304;
  if (!bodiless || seen.ours.keep_alive || !seen.beast.keep_alive) return false;
  return std::any_of(seen.ours.fields.begin(), seen.ours.fields.end(), [](const auto& field) {
    return wire::same_header_name(field.first, "content-length") || wire::same_header_name(field.first, "transfer-encoding");
  });
}

/// Beast insists on the space behind the status, which RFC 9112 4 asks of senders, even where no reason follows.
inline bool status_without_space(const Comparison& seen) { return !seen.beast.head_done && seen.beast.reason == "bad status"; }

/// The line of the text in which Beast stopped, be it the one behind the end of a chunk.
inline std::string_view line_it_stopped_at(const Comparison& seen) {
  std::string_view rest = seen.text.substr(seen.beast.bytes);
  if (rest.starts_with("\r\n")) rest.remove_prefix(2);
  return rest.substr(0, rest.find('\r'));
}

/// Beast checks the whole grammar of chunk extensions; we check their quotes, by which a line could seem to end elsewhere, and drop them.
inline bool extension_outside_its_grammar(const Comparison& seen) {
  return line_it_stopped_at(seen).find(';') != std::string_view::npos && seen.beast.reason == "bad chunk extension";
}

/// Beast obeys what a trailer says of framing and connection, and refuses it there; we drop it, as RFC 9110 6.5.1 asks.
inline bool trailer_would_steer(const Comparison& seen) {
  constexpr std::array<std::string_view, 3> kReasons{"bad Content-Length", "bad Transfer-Encoding", "bad value"};
  const bool in_trailers = seen.beast.head_done && seen.beast.state == wire::ParseState::Rejected;
  return in_trailers && std::find(kReasons.begin(), kReasons.end(), seen.beast.reason) != kReasons.end();
}

/// A known difference: what it shows in, and how it is told from any other.
struct Explanation {
  std::string_view difference;
  bool (*applies)(const Comparison&);
};

constexpr std::array kExplanations = std::to_array<Explanation>({
    {"head refused", proxy_option_is_no_token},
    {"head refused", status_without_space},
    {"keep-alive", proxy_connection_closes},
    {"keep-alive", old_version_is_not_reused},
    {"keep-alive", announced_body_is_not_trusted},
    {"body refused", extension_outside_its_grammar},
    {"body refused", trailer_would_steer},
});

inline void print(std::string_view who, const HttpMessage& message) {
  constexpr std::array<std::string_view, 3> kStates{"unfinished", "done", "rejected"};
  fmt::print(stderr, "{}: {} at byte {} ({}), head of {} bytes, {} {} status {} version {} keep-alive {}\n", who,
             kStates[static_cast<std::size_t>(message.state)], message.bytes, message.reason, message.head_bytes, message.method,
             message.target, message.status, message.version, message.keep_alive);
  for (const auto& [name, value] : message.fields) fmt::print(stderr, "  {}: [{}]\n", name, value);
  fmt::print(stderr, "  body of {} bytes: [{}]\n", message.body.size(), message.body);
}

/// Stops the process at a difference that none of the explanations covers.
inline void expect_explained(std::string_view found, const Comparison& seen) {
  const bool explained = std::any_of(kExplanations.begin(), kExplanations.end(),
                                     [&](const Explanation& known) { return known.difference == found && known.applies(seen); });
  if (found.empty() || explained) return;
  fmt::print(stderr, "Our codec and Beast disagree: {}\n", found);
  print("ours ", seen.ours);
  print("beast", seen.beast);
  __builtin_trap();
}

/// Stops the process where Beast does not accept what we accept, or reads it differently, for no reason known here.
inline void expect_agreement(const Comparison& seen) {
  if (!seen.ours.head_done) return;
  expect_explained(difference(seen.ours, seen.beast), seen);
  expect_explained(connection_difference(seen.ours, seen.beast), seen);
}

/// Stops the process where our codec reads the same text differently in other pieces.
inline void expect_same_in_pieces(const HttpMessage& whole, const HttpMessage& pieces) {
  const bool rejected = whole.state == wire::ParseState::Rejected && pieces.state == whole.state;
  const bool same = rejected ? whole.reason == pieces.reason && whole.body == pieces.body : whole == pieces;
  if (same) return;
  fmt::print(stderr, "Our codec reads the text differently in pieces\n");
  print("whole ", whole);
  print("pieces", pieces);
  __builtin_trap();
}

}  // namespace jurymast::fuzz
