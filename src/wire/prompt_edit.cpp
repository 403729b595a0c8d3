#include "wire/prompt_edit.hpp"

#include <algorithm>
#include <utility>

#include "wire/body_members.hpp"
#include "wire/json_cursor.hpp"
#include "wire/prompt_spans.hpp"
#include "wire/request_view.hpp"
#include "wire/splice.hpp"
#include "wire/turn_trim.hpp"

namespace jurymast::wire {
namespace {

constexpr std::string_view kBlankLine = "\n\n";

std::string message_json(std::string_view role, std::string_view text) {
  return fmt::format(R"({{"role":"{}","content":{}}})", role, to_json_string(text));
}

std::string item_json(std::string_view role, std::string_view content_json) {
  return fmt::format(R"({{"type":"message","role":"{}","content":{}}})", role, content_json);
}

std::vector<TextSpan> spans_of(const Conversation& conversation) {
  std::vector<TextSpan> spans;
  for (const Turn& turn : conversation.turns) spans.push_back(turn.span);
  return spans;
}

bool instructs(const Turn& turn) { return turn.instructs(); }

/// Makes the edits of one body whose JSON is known to be right.
class PromptEditor {
 public:
  PromptEditor(PaddedText body, const PromptEdit& edit, JsonScratch& scratch) : body_(body), edit_(edit), scratch_(scratch) {}
  Result<void> make(Family family);
  EditedPrompt finish() const;

 private:
  Result<void> read(Family family);
  void edit_messages(ListEdit& turns);
  void replace_system(ListEdit& turns);
  void edit_input(ListEdit& turns);
  void wrap_input();
  Result<void> edit_instructions();
  void drop_turns(ListEdit& turns);
  std::uint64_t tokens_beside() const;
  Result<void> drop_tools(ListEdit& members);
  bool tools_are_optional() const;
  void bound_answer(ListEdit& members);
  bool has_input() const { return given("input") != nullptr; }
  std::size_t leading() const;
  const BodyMember* given(std::string_view name) const;
  std::string_view text_of(TextSpan span) const { return body_.text.substr(span.offset, span.size); }

  PaddedText body_;
  const PromptEdit& edit_;
  JsonScratch& scratch_;
  bool chat_ = true;
  BodyMembers members_;
  Conversation conversation_;
  TextEdits edits_;
  std::string instructions_;  ///< the member to put in, or nothing
  PromptEditReport report_;
};

/// The member of that name, unless it is missing or null.
const BodyMember* PromptEditor::given(std::string_view name) const {
  const BodyMember* const member = members_.find(name);
  return member == nullptr || text_of(member->value) == "null" ? nullptr : member;
}

Result<void> PromptEditor::read(Family family) {
  chat_ = family == Family::ChatCompletions;
  Result<BodyMembers> members = BodyMembers::read(body_, scratch_);
  if (!members) return tl::unexpected(members.error());
  members_ = std::move(*members);
  if (Result<void> once = members_.check_given_once({"instructions", "tool_choice", "parallel_tool_calls"}); !once) return once;
  const BodyMember* const list = given(chat_ ? "messages" : "input");
  if (chat_ && list == nullptr) return fail(Code::Invalid, "\"messages\" is missing; send the conversation as an array");
  if (list == nullptr || !text_of(list->value).starts_with('[')) return {};
  Result<Conversation> conversation = read_conversation(family, body_, list->value, scratch_);
  if (!conversation) return tl::unexpected(conversation.error());
  conversation_ = std::move(*conversation);
  return {};
}

std::size_t PromptEditor::leading() const {
  const std::vector<Turn>& turns = conversation_.turns;
  return static_cast<std::size_t>(std::find_if_not(turns.begin(), turns.end(), instructs) - turns.begin());
}

void PromptEditor::replace_system(ListEdit& turns) {
  report_.system_replaced = true;
  if (leading() == 0) return turns.put_in_front(message_json("system", *edit_.system_text));
  const Turn& first = conversation_.turns.front();
  const std::string text = to_json_string(*edit_.system_text);
  if (first.content.present()) {
    edits_.replace(first.content, text);
  } else {
    edits_.insert(first.span.offset + 1, fmt::format("\"content\":{},", text));
  }
  for (std::size_t i = 1; i < leading(); ++i) turns.drop(i);
}

void PromptEditor::edit_messages(ListEdit& turns) {
  if (edit_.system_text) replace_system(turns);
  if (!edit_.corrective_text) return;
  const auto own = std::find_if(conversation_.turns.begin(), conversation_.turns.end(), instructs);
  const bool developer = own != conversation_.turns.end() && own->speaker == Speaker::Developer;
  turns.put_at_end(message_json(developer ? "developer" : "system", *edit_.corrective_text));
  report_.corrective_added = true;
}

/// An input that is a string becomes the user message that it stands for.
void PromptEditor::wrap_input() {
  const TextSpan input = given("input")->value;
  const std::string user = item_json("user", text_of(input));
  edits_.replace(input, fmt::format("[{},{}]", user, item_json("developer", to_json_string(*edit_.corrective_text))));
}

void PromptEditor::edit_input(ListEdit& turns) {
  if (!edit_.corrective_text || !has_input()) return;
  if (conversation_.begin == 0) {
    wrap_input();
  } else {
    turns.put_at_end(item_json("developer", to_json_string(*edit_.corrective_text)));
  }
  report_.corrective_added = true;
}

/// Without an input there is nothing that the corrective text could follow but the instructions.
Result<void> PromptEditor::edit_instructions() {
  const bool corrective = edit_.corrective_text && !has_input();
  if (!edit_.system_text && !corrective) return {};
  const BodyMember* const own = members_.find("instructions");
  const std::string_view own_text = own == nullptr ? "null" : text_of(own->value);
  if (own_text != "null" && !own_text.starts_with('"')) return fail(Code::Invalid, "\"instructions\" must be a string");
  const bool goes_on = !edit_.system_text && own_text != "null" && own_text != "\"\"";
  std::string text = edit_.system_text.value_or("");
  if (corrective && (goes_on || !text.empty())) text += kBlankLine;
  if (corrective) text += *edit_.corrective_text;
  const std::string json = to_json_string(text);
  if (goes_on) {
    edits_.insert(own->value.offset + own->value.size - 1, json.substr(1, json.size() - 2));
  } else if (own != nullptr) {
    edits_.replace(own->value, json);
  } else {
    instructions_ = "\"instructions\":" + json;
  }
  report_.system_replaced = edit_.system_text.has_value();
  report_.corrective_added = report_.corrective_added || corrective;
  return {};
}

std::uint64_t PromptEditor::tokens_beside() const {
  std::uint64_t tokens = 0;
  for (const auto* text : {&edit_.system_text, &edit_.corrective_text}) {
    if (*text) tokens += estimated_tokens((*text)->size());
  }
  const std::vector<Turn>& turns = conversation_.turns;
  for (std::size_t i = chat_ && edit_.system_text ? leading() : 0; i < turns.size(); ++i) {
    if (turns[i].instructs()) tokens += estimated_tokens(turns[i].span.size);
  }
  if (chat_) return tokens;
  const BodyMember* const own = edit_.system_text ? nullptr : given("instructions");
  if (own != nullptr) tokens += estimated_tokens(own->value.size);
  if (has_input() && conversation_.begin == 0) tokens += estimated_tokens(given("input")->value.size);
  return tokens;
}

void PromptEditor::drop_turns(ListEdit& turns) {
  const Trim trim = trim_turns(conversation_, {edit_.turns_max, edit_.input_tokens_max, tokens_beside()});
  for (std::size_t i = 0; i < trim.dropped.size(); ++i) {
    if (trim.dropped[i]) turns.drop(i);
  }
  report_.turns_dropped = trim.dropped_count;
  report_.turn_limits_hold = trim.fits;
}

bool PromptEditor::tools_are_optional() const {
  const BodyMember* const choice = given("tool_choice");
  if (choice == nullptr) return true;
  JsonCursor cursor({text_of(choice->value)}, scratch_, LoneSurrogates::Refused);
  const std::optional<std::string_view> word = cursor.take_string();
  return word == "auto" || word == "none";
}

Result<void> PromptEditor::drop_tools(ListEdit& members) {
  if (!edit_.drop_optional_tools) return {};
  const BodyMember* const tools = given("tools");
  if (tools != nullptr && !text_of(tools->value).starts_with('[')) return fail(Code::Invalid, "\"tools\" must be an array");
  report_.tools_required = !tools_are_optional();
  if (report_.tools_required) return {};
  for (const std::string_view name : {"tools", "tool_choice", "parallel_tool_calls"}) {
    const BodyMember* const member = members_.find(name);
    if (member != nullptr) members.drop(members_.index_of(*member));
  }
  if (tools == nullptr) return {};
  JsonCursor cursor({text_of(tools->value)}, scratch_, LoneSurrogates::Refused);
  for (JsonElements each(cursor); each.next();) ++report_.tools_dropped;
  return {};
}

void PromptEditor::bound_answer(ListEdit& members) {
  if (!edit_.token_limit) return;
  const std::string limit = std::to_string(*edit_.token_limit);
  bool bounded = false;
  for (const std::string_view name : {"max_completion_tokens", "max_tokens", "max_output_tokens"}) {
    const BodyMember* const own = given(name);
    if (own == nullptr || chat_ == (name == "max_output_tokens")) continue;
    bounded = true;
    const std::optional<std::uint64_t> value = json_unsigned(text_of(own->value));
    if (value && *value <= *edit_.token_limit) continue;
    edits_.replace(own->value, limit);
    report_.token_limit_set = true;
  }
  if (bounded) return;
  const std::string_view name = chat_ ? name_of(edit_.token_limit_member) : "max_output_tokens";
  const BodyMember* const null = members_.find(name);
  if (null != nullptr) {
    edits_.replace(null->value, limit);
  } else {
    members.put_in_front(fmt::format("\"{}\":{}", name, limit));
  }
  report_.token_limit_set = true;
}

Result<void> PromptEditor::make(Family family) {
  if (Result<void> done = read(family); !done) return done;
  ListEdit turns(conversation_.begin, spans_of(conversation_));
  if (chat_) {
    edit_messages(turns);
  } else {
    edit_input(turns);
    if (Result<void> done = edit_instructions(); !done) return done;
  }
  drop_turns(turns);
  turns.write_to(edits_);
  ListEdit members = members_.list_edit();
  if (Result<void> done = drop_tools(members); !done) return done;
  if (!instructions_.empty()) members.put_in_front(instructions_);
  bound_answer(members);
  members.write_to(edits_);
  return {};
}

EditedPrompt PromptEditor::finish() const {
  EditedPrompt edited;
  edited.report = report_;
  std::string text = edits_.applied_to(body_.text);
  edited.report.bytes_before = body_.text.size();
  edited.report.bytes_after = text.size();
  edited.body.take(std::move(text));
  return edited;
}

Result<void> check_text(std::string_view name, const std::optional<std::string>& text) {
  if (!text) return {};
  if (text->empty()) return fail(Code::Invalid, "{} is empty; write the text or leave it out", name);
  if (text->size() > kPromptTextBytesMax) {
    return fail(Code::Invalid, "{} has {} bytes; at most {}", name, text->size(), kPromptTextBytesMax);
  }
  JsonScratch scratch;
  const PaddedString json(to_json_string(*text));
  JsonCursor cursor(json.padded(), scratch, LoneSurrogates::Refused);
  cursor.walk();
  if (!cursor.finish()) return fail(Code::Invalid, "{} is not valid UTF-8; save it as UTF-8", name);
  return {};
}

}  // namespace

Result<void> check_prompt_edit(const PromptEdit& edit) {
  if (Result<void> text = check_text("system_text", edit.system_text); !text) return text;
  if (Result<void> text = check_text("corrective_text", edit.corrective_text); !text) return text;
  if (edit.turns_max == 0U) return fail(Code::Invalid, "turns_max is 0; the last user turn always stays, so use 1 or more");
  if (edit.input_tokens_max == 0U) return fail(Code::Invalid, "input_tokens_max is 0; use 1 or more, or leave it out");
  if (edit.token_limit == 0U) return fail(Code::Invalid, "token_limit is 0; use 1 or more, or leave it out");
  return {};
}

Result<EditedPrompt> edit_prompt(Family family, PaddedText body, const PromptEdit& edit, JsonScratch& scratch) {
  const Result<RequestView> request = read_request(family, body, scratch);
  if (!request) return tl::unexpected(request.error());
  PromptEditor editor(body, edit, scratch);
  if (Result<void> made = editor.make(family); !made) return tl::unexpected(std::move(made.error()));
  return editor.finish();
}

}  // namespace jurymast::wire
