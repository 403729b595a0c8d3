#pragma once
#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/family.hpp"
#include "base/random.hpp"

/// Writes the conversations of the property tests.
namespace jurymast::wire::probe {

/// One turn as it was written, with what the writer knows about it.
struct Piece {
  std::string text;
  std::size_t group = 0;
  bool instructs = false;
  bool user = false;
  bool pinned = false;

  std::uint64_t tokens() const { return (text.size() + 3) / 4; }
};

/// Writes random conversations, knowing by construction what belongs together.
class Writer {
 public:
  Writer(Family family, Random& random) : chat_(family == Family::ChatCompletions), random_(random) {}

  std::vector<Piece> conversation() {
    for (std::uint64_t left = random_.below(3); left > 0; --left) instruct();
    for (std::uint64_t left = random_.below(12); left > 0; --left) block();
    return pieces_;
  }

  std::string space() {
    std::string text;
    while (random_.chance(1, 4)) text += " \n\t\r"[random_.below(4)];
    return text;
  }

  /// The content of a JSON string, full of what must not be mistaken for structure.
  std::string words() {
    static const std::vector<std::string> kWords{
        "word", "caf\\u00e9", "\xC3\xA9",         "\\\"",           "\\\\", "]}",        "{\\\"role\\\":\\\"system\\\"}",
        "\\/",  "\\n",        "\xF0\x9F\x98\x80", "\\ud83d\\ude00", ",",    "tool_calls"};
    std::string text;
    for (std::uint64_t left = random_.below(8); left > 0; --left) text += kWords[random_.below(kWords.size())];
    return text;
  }

  std::string object(const std::vector<std::string>& members) {
    std::string text = "{";
    for (const std::string& member : members) text += (text.size() > 1 ? "," + space() : "") + member;
    return text + space() + "}";
  }

 private:
  std::string member(std::string_view name, std::string_view value) {
    return fmt::format("\"{}\":{}{}{}", name, space(), value, space());
  }
  std::string text_member(std::string_view name, std::string_view text) { return member(name, fmt::format("\"{}\"", text)); }

  void push(Piece piece) { pieces_.push_back(std::move(piece)); }

  std::string message(std::string_view role) { return object({text_member("role", role), text_member("content", words())}); }

  void instruct() { push({.text = message(random_.chance(1, 2) ? "system" : "developer"), .group = groups_++, .instructs = true}); }

  void say(std::string_view role) {
    const bool user = role == "user";
    const bool follows = !chat_ && !user && made_;
    push({.text = message(role), .group = follows ? *made_ : groups_++, .user = user});
    if (user) made_.reset();
  }

  void block() {
    switch (random_.below(7)) {
      case 0:
      case 1:
        return say("user");
      case 2:
        return say("assistant");
      case 3:
        return instruct();
      case 4:
        return chat_ ? chat_calls() : lean();
      default:
        return chat_ ? chat_calls() : response_calls();
    }
  }

  std::vector<std::string> fresh_calls() {
    std::vector<std::string> calls;
    // Short ids come again in one conversation, as some servers have it.
    for (std::uint64_t left = 1 + random_.below(3); left > 0; --left) calls.push_back(fmt::format("c{}", calls_++ % 7));
    return calls;
  }

  void chat_calls() {
    const std::size_t group = groups_++;
    const std::vector<std::string> calls = fresh_calls();
    std::string list;
    for (const std::string& call : calls)
      list += (list.empty() ? "" : ", ") + object({text_member("id", call), text_member("arguments", words())});
    push({.text = object({member("tool_calls", "[" + list + "]"), text_member("role", "assistant")}), .group = group});
    for (const std::string& call : calls) {
      if (random_.chance(1, 8)) instruct();
      push({.text = object({text_member("tool_call_id", call), text_member("role", "tool"), text_member("content", words())}),
            .group = group});
    }
  }

  void response_calls() {
    if (random_.chance(1, 2)) {
      made_ = groups_++;
      push({.text = object({text_member("type", "reasoning"), member("summary", "[]")}), .group = *made_});
    }
    const std::vector<std::string> calls = fresh_calls();
    std::vector<std::size_t> groups;
    for (const std::string& call : calls) {
      groups.push_back(made_ ? *made_ : groups_++);
      push({.text = object({text_member("call_id", call), text_member("type", "function_call")}), .group = groups.back()});
    }
    for (std::size_t i = 0; i < calls.size(); ++i) {
      push({.text = object(
                {text_member("type", "function_call_output"), text_member("call_id", calls[i]), text_member("output", words())}),
            .group = groups[i]});
    }
    made_.reset();
  }

  /// An item that leans on what the provider keeps.
  void lean() {
    if (random_.chance(1, 2)) {
      push({.text = object({text_member("type", "item_reference"), text_member("id", "msg")}), .group = groups_++, .pinned = true});
    } else {
      push({.text = object({text_member("call_id", "elsewhere"), text_member("type", "function_call_output")}),
            .group = groups_++,
            .pinned = true});
    }
    made_.reset();
  }

  bool chat_;
  Random& random_;
  std::vector<Piece> pieces_;
  std::optional<std::size_t> made_;
  std::size_t groups_ = 0;
  std::size_t calls_ = 0;
};

}  // namespace jurymast::wire::probe
