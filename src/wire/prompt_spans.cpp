#include "wire/prompt_spans.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "wire/json_cursor.hpp"
#include "wire/turn_groups.hpp"

namespace jurymast::wire {
namespace {

/// The members of an element that say what it is and what it belongs with.
enum class Key : unsigned char {
  Role,
  Content,
  Type,
  Id,
  CallId,
  ApprovalRequestId,
  ToolCalls,
  ToolCallId,
  FunctionCall,
  Name,
  None,
};

constexpr std::array<std::string_view, 10> kKeyNames{
    "role", "content", "type", "id", "call_id", "approval_request_id", "tool_calls", "tool_call_id", "function_call", "name"};
static_assert(kKeyNames.size() == static_cast<std::size_t>(Key::None));

Key key_named(std::string_view name) {
  return static_cast<Key>(std::find(kKeyNames.begin(), kKeyNames.end(), name) - kKeyNames.begin());
}

/// What was read of one element.
struct Element {
  std::array<std::optional<std::string>, kKeyNames.size()> texts;
  TextSpan content;
  std::vector<std::string> calls;

  const std::optional<std::string>& text(Key key) const { return texts[static_cast<std::size_t>(key)]; }
  bool is(Key key, std::string_view value) const { return text(key) == value; }
  bool type_ends_with(std::string_view end) const { return text(Key::Type).value_or("").ends_with(end); }
};

Speaker speaker_of(const Element& element) {
  if (element.is(Key::Role, "system")) return Speaker::System;
  if (element.is(Key::Role, "developer")) return Speaker::Developer;
  return element.is(Key::Role, "user") ? Speaker::User : Speaker::Other;
}

class ConversationReader {
 public:
  ConversationReader(Family family, JsonCursor& cursor, TextSpan list)
      : chat_(family == Family::ChatCompletions), cursor_(cursor), list_(list) {}
  Result<Conversation> read();

 private:
  void read_turn();
  Element read_element();
  void read_member(Key key, Element& element);
  void read_calls(Element& element);
  void read_call(Key name, Element& element);
  void place_message(const Element& element, Turn& turn);
  void place_item(const Element& element, Turn& turn);
  void refuse(std::string_view rule);
  TextSpan in_body(TextSpan span) const { return {list_.offset + span.offset, span.size}; }

  bool chat_;
  JsonCursor& cursor_;
  TextSpan list_;
  Conversation conversation_;
  TurnGroups groups_;
  std::string problem_;
};

void ConversationReader::refuse(std::string_view rule) {
  if (!problem_.empty()) return;
  problem_ = fmt::format("element {} of \"{}\" {}", conversation_.turns.size(), chat_ ? "messages" : "input", rule);
}

void ConversationReader::read_call(Key name, Element& element) {
  for (JsonMembers members(cursor_); members.next();) {
    if (key_named(members.key()) != name) continue;
    const std::optional<std::string_view> text = cursor_.take_string();
    if (!text) continue;
    if (groups_.call_count() + element.calls.size() == kToolCallsMax) {
      refuse(fmt::format("calls a tool for more than the {} times that can be kept track of", kToolCallsMax));
    } else if (problem_.empty()) {
      element.calls.emplace_back(*text);
    }
  }
}

void ConversationReader::read_calls(Element& element) {
  for (JsonElements calls(cursor_); calls.next();) read_call(Key::Id, element);
}

void ConversationReader::read_member(Key key, Element& element) {
  switch (key) {
    case Key::Content:
      element.content = in_body(cursor_.take_span());
      return;
    case Key::ToolCalls:
      return chat_ ? read_calls(element) : void();
    case Key::FunctionCall:
      return chat_ ? read_call(Key::Name, element) : void();
    default:
      break;
  }
  const std::optional<std::string_view> text = cursor_.take_string();
  if (text) element.texts[static_cast<std::size_t>(key)] = *text;
}

Element ConversationReader::read_element() {
  Element element;
  unsigned seen = 0;
  for (JsonMembers members(cursor_); members.next();) {
    const Key key = key_named(members.key());
    if (key == Key::None) continue;
    const unsigned bit = 1U << static_cast<unsigned>(key);
    if ((seen & bit) != 0) refuse(fmt::format("gives \"{}\" twice; give it once", members.key()));
    seen |= bit;
    read_member(key, element);
  }
  return element;
}

/// A tool's answer whose call is nowhere cannot be told from one that answers by its place, so it stays with the last call.
void ConversationReader::place_message(const Element& element, Turn& turn) {
  if (!element.text(Key::Role)) refuse("has no \"role\"; say who speaks");
  TurnLinks links;
  links.calls = element.calls;
  const bool tool = element.is(Key::Role, "tool");
  links.answer = tool || element.is(Key::Role, "function");
  const std::optional<std::string>& call = element.text(tool ? Key::ToolCallId : Key::Name);
  if (call && groups_.knows_call(*call)) links.answers = call;
  turn.speaker = speaker_of(element);
  if (turn.instructs()) {
    groups_.push_apart();
  } else {
    groups_.push(links);
  }
}

/// What refers to an item that the provider keeps may be needed by any other, and the other way round.
void ConversationReader::place_item(const Element& element, Turn& turn) {
  const std::optional<std::string>& id = element.text(Key::Id);
  const bool untyped = !element.text(Key::Type);
  const bool message = element.is(Key::Type, "message") || (untyped && element.text(Key::Role));
  if (message) turn.speaker = speaker_of(element);
  if (turn.instructs()) return groups_.push_apart();
  TurnLinks links;
  const bool output = element.type_ends_with("_output");
  const std::optional<std::string>& approval = element.text(Key::ApprovalRequestId);
  const std::optional<std::string>& call = element.text(Key::CallId);
  links.answer = output || approval;
  links.answers = approval ? approval : call ? call : id;
  links.reasoning = element.is(Key::Type, "reasoning");
  links.model_made = (message && element.is(Key::Role, "assistant")) || element.type_ends_with("_call") || links.reasoning;
  if (!output && !message && !links.reasoning) {
    if (call) links.calls.push_back(*call);
    if (id) links.calls.push_back(*id);
  }
  const bool reference = element.is(Key::Type, "item_reference") || (untyped && !message && id);
  turn.pinned = !groups_.push(links) || reference;
}

void ConversationReader::read_turn() {
  if (cursor_.kind() != JsonKind::Object) return refuse("must be an object");
  if (conversation_.turns.size() == kTurnsMax) return refuse(fmt::format("is one more than the {} that can be changed", kTurnsMax));
  Turn turn;
  const std::size_t begin = cursor_.offset();
  const Element element = read_element();
  turn.span = in_body({begin, cursor_.last_end() - begin});
  turn.content = element.content;
  if (chat_) {
    place_message(element, turn);
  } else {
    place_item(element, turn);
  }
  conversation_.turns.push_back(turn);
}

Result<Conversation> ConversationReader::read() {
  conversation_.begin = list_.offset + 1;
  for (JsonElements elements(cursor_); elements.next();) {
    if (problem_.empty()) read_turn();
  }
  if (!problem_.empty()) return tl::unexpected<Error>(Error{Code::Invalid, std::move(problem_)});
  const std::vector<std::size_t> groups = groups_.groups();
  for (std::size_t i = 0; i < groups.size(); ++i) conversation_.turns[i].group = groups[i];
  return std::move(conversation_);
}

}  // namespace

Result<Conversation> read_conversation(Family family, PaddedText body, TextSpan list, JsonScratch& scratch) {
  // The rest of the body is the padding of what stands in it.
  JsonCursor cursor({body.text.substr(list.offset, list.size)}, scratch, LoneSurrogates::Refused);
  return ConversationReader(family, cursor, list).read();
}

}  // namespace jurymast::wire
