#pragma once
#include <string_view>
#include <vector>

#include "policy/snapshot.hpp"
#include "policy/step.hpp"
#include "wire/request_view.hpp"
#include "wire/splice.hpp"

namespace jurymast::proxy {

/// What one attempt's body is made from.
struct AttemptBodyInput {
  Family family = Family::ChatCompletions;
  bool streamed = false;
  std::string_view body;  ///< the client's, padded
  const wire::RequestView& request;
  const policy::Route& route;
  TargetIndex index;
  const policy::Target& target;
  std::string_view model_json;
  policy::step::PromptForm prompt = policy::step::PromptForm::AsItCame;
  bool without_required = false;  ///< a probe's: the member that the family requires is taken out
};

/// The body of one attempt: the client's bytes, with what the target, the route's prompts and the last tier need changed. Where only
/// values are spliced in, nothing is copied.
class AttemptBody {
 public:
  /// Views into the input's body stay borrowed. Fails where the prompt has not the shape that an edit needs.
  Result<void> make(const AttemptBodyInput& input, wire::JsonScratch& scratch);

  const wire::SplicedBody& pieces() const { return pieces_; }
  /// `include_usage` was put in, so its chunk is to be kept from the client.
  bool usage_added() const { return usage_added_; }
  /// Names of the changes that were made, from a closed set, for the record.
  const std::vector<std::string_view>& adaptations() const { return adaptations_; }
  /// What the change of the prompt costs in memory.
  std::size_t held_bytes() const { return own_.padded().text.size(); }

 private:
  Result<void> edit(const AttemptBodyInput& input, wire::JsonScratch& scratch);
  Result<void> adapt(const AttemptBodyInput& input, const wire::BodyOverrides& overrides, wire::JsonScratch& scratch);
  wire::PaddedText text_of(const AttemptBodyInput& input) const;

  bool copied_ = false;
  wire::PaddedString own_;  ///< where the text had to be changed
  wire::RequestView own_view_;
  wire::SplicedBody pieces_;
  bool usage_added_ = false;
  std::vector<std::string_view> adaptations_;
};

}  // namespace jurymast::proxy
