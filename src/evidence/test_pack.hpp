#pragma once
#include <string>
#include <vector>

#include "evidence/contract_finding.hpp"
#include "evidence/contract_pack.hpp"

namespace jurymast::evidence {

/// A small pack that documents both families. For tests.
inline ContractPack test_pack() {
  ContractPack pack;
  pack.name = "test";
  pack.sources = {{.id = "chat",
                   .url = "https://docs.example/chat",
                   .accessed = "2026-07-02",
                   .purpose = "The page of one family.",
                   .supports = {"chat_completions"},
                   .formerly = {"https://docs.example/api-1"}},
                  {.id = "retries",
                   .url = "https://docs.example/retries",
                   .accessed = "2026-07-02",
                   .purpose = "A general pattern.",
                   .supports = {"retry"},
                   .formerly = {}}};
  pack.model_advice = {{.model = "o3*", .family = Family::Responses, .source = "chat"},
                       {.model = "*-codex*", .family = Family::Responses, .source = "chat"}};
  pack.families = {{.family = Family::ChatCompletions,
                    .source = "chat",
                    .path = "/v1/chat/completions",
                    .request_required = {"model", "messages"},
                    .object = "chat.completion",
                    .required = {"/id", "/object", "/choices", "/choices/*/finish_reason", "/choices/*/message"},
                    .optional = {"/usage"},
                    .frames = {"chat.completion.chunk"},
                    .frame_required = {"/choices", "/choices/*/delta"},
                    .terminal = {"[DONE]"},
                    .error_members = {"/error", "/error/message", "/error/type"},
                    .finish_reasons = {"stop", "length", "tool_calls", "content_filter"}},
                   {.family = Family::Responses,
                    .source = "chat",
                    .path = "/v1/responses",
                    .request_required = {"model", "input"},
                    .object = "response",
                    .required = {"/id", "/object", "/output"},
                    .optional = {"/usage"},
                    .frames = {"response.*"},
                    .frame_required = {"/type"},
                    .terminal = {"response.completed", "response.incomplete", "response.failed", "error"},
                    .error_members = {"/error/message"},
                    .finish_reasons = {"completed", "incomplete", "failed", "queued"}}};
  return pack;
}

/// The ids of findings with their places, in order: `member_missing /id`.
inline std::vector<std::string> told(const std::vector<ContractFinding>& findings) {
  std::vector<std::string> told;
  for (const ContractFinding& finding : findings) told.push_back(finding.id + " " + finding.where);
  return told;
}

}  // namespace jurymast::evidence
