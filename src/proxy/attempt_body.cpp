#include "proxy/attempt_body.hpp"

#include <utility>

#include "wire/prompt_edit.hpp"

namespace jurymast::proxy {
namespace {

using policy::step::PromptForm;

/// The edit that this attempt's prompt needs; nothing where it goes out as it came.
std::optional<wire::PromptEdit> edit_for(const AttemptBodyInput& input) {
  std::optional<wire::PromptEdit> edit;
  if (const policy::Prompt* const variant = input.route.prompt_variant(input.index)) {
    edit.emplace().system_text = variant->text;
  }
  if (input.prompt == PromptForm::AsItCame) return edit;
  if (!edit) edit.emplace();
  if (input.prompt == PromptForm::Corrected) {
    edit->corrective_text = input.route.corrective->text;
    return edit;
  }
  const policy::Degrade& degrade = *input.route.degrade;
  edit->turns_max = degrade.turns_max;
  edit->input_tokens_max = degrade.input_tokens_max;
  edit->drop_optional_tools = degrade.drop_optional_tools;
  edit->token_limit = degrade.token_limit;
  if (input.target.changes.body.token_limit_member) edit->token_limit_member = *input.target.changes.body.token_limit_member;
  return edit;
}

/// Taken out, for a probe that is to be told apart as a bad request.
const wire::BodyOverrides& required_members(Family family) {
  static const wire::BodyOverrides kChat{.remove = {"messages"}};
  static const wire::BodyOverrides kResponses{.remove = {"input", "prompt"}};
  return family == Family::ChatCompletions ? kChat : kResponses;
}

bool is_empty(const wire::BodyOverrides& overrides) {
  return !overrides.token_limit_member && overrides.set.empty() && overrides.remove.empty();
}

}  // namespace

wire::PaddedText AttemptBody::text_of(const AttemptBodyInput& input) const {
  return copied_ ? own_.padded() : wire::PaddedText{input.body};
}

Result<void> AttemptBody::edit(const AttemptBodyInput& input, wire::JsonScratch& scratch) {
  const std::optional<wire::PromptEdit> wanted = edit_for(input);
  if (!wanted) return {};
  auto edited = wire::edit_prompt(input.family, text_of(input), *wanted, scratch);
  if (!edited) return tl::unexpected(edited.error());
  const wire::PromptEditReport& report = edited->report;
  const auto note = [this](bool done, std::string_view name) {
    if (done) adaptations_.push_back(name);
  };
  note(report.system_replaced, "system_replaced");
  note(report.corrective_added, "corrective_added");
  note(report.turns_dropped > 0, "turns_dropped");
  note(report.tools_dropped > 0, "tools_dropped");
  note(report.token_limit_set, "token_limit_set");
  own_ = std::move(edited->body);
  copied_ = true;
  return {};
}

Result<void> AttemptBody::adapt(const AttemptBodyInput& input, const wire::BodyOverrides& overrides, wire::JsonScratch& scratch) {
  if (is_empty(overrides)) return {};
  auto adapted = wire::adapt_body(text_of(input), overrides, scratch);
  if (!adapted) return tl::unexpected(adapted.error());
  for (std::size_t i = 0; i < wire::kAdaptationNames.size(); ++i) {
    if (adapted->adaptations[i] > 0) adaptations_.push_back(wire::kAdaptationNames[i]);
  }
  own_ = std::move(adapted->body);
  copied_ = true;
  return {};
}

Result<void> AttemptBody::make(const AttemptBodyInput& input, wire::JsonScratch& scratch) {
  copied_ = false;
  own_ = wire::PaddedString();
  adaptations_.clear();
  if (auto edited = edit(input, scratch); !edited) return edited;
  if (auto adapted = adapt(input, input.target.changes.body, scratch); !adapted) return adapted;
  if (input.without_required) {
    if (auto cut = adapt(input, required_members(input.family), scratch); !cut) return cut;
  }
  if (copied_) {
    auto view = wire::read_request(input.family, own_.padded(), scratch);
    if (!view) return tl::unexpected(view.error());
    own_view_ = std::move(*view);
  }
  usage_added_ = input.target.request_usage && input.streamed && !input.request.include_usage && input.family == Family::ChatCompletions;
  pieces_ = wire::splice(text_of(input).text, copied_ ? own_view_ : input.request,
                         {.model_json = input.model_json, .request_usage = usage_added_});
  return {};
}

}  // namespace jurymast::proxy
