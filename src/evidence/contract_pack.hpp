#pragma once
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/family.hpp"
#include "record/contract.hpp"

namespace jurymast::evidence {

/// What a page may be cited for, and what a detail is about.
inline constexpr std::array<std::string_view, 9> kTopicNames{
    "chat_completions",  "responses", "endpoint_family", "authentication", "request_body",
    "response_evidence", "retry",     "escalation",      "discovery"};

/// Bounds of one pack.
inline constexpr std::size_t kPackSourcesMax = 32;
inline constexpr std::size_t kPackDetailsMax = 64;
inline constexpr std::size_t kPackAdviceMax = 32;
inline constexpr std::size_t kPackListMax = 64;
inline constexpr std::size_t kPackTextBytesMax = 500;

/// Stands for the day of a page of which nobody has written down when it was read.
inline constexpr std::string_view kDayUnknown = "unknown";

/// A page that the pack rests on.
struct ContractSource {
  std::string id;
  std::string url;
  std::string accessed;  ///< the day it was read, `2026-07-02`, or kDayUnknown
  std::string purpose;
  std::vector<std::string> supports;  ///< topics it may be cited for
  std::vector<std::string> formerly;  ///< addresses it had before
};

/// What the documentation says of one API family. Members are JSON pointers, with `*` for every position of a list.
struct FamilyContract {
  Family family = Family::ChatCompletions;
  std::string source;  ///< id of the page
  std::string method = "POST";
  std::string path;  ///< its end; whatever stands before it belongs to the base URL
  record::AuthScheme auth_scheme = record::AuthScheme::Bearer;
  std::vector<std::string> request_required;  ///< members at the top of the body
  std::string object;
  std::vector<std::string> required;
  std::vector<std::string> optional;
  std::vector<std::string> frames;          ///< kinds of a stream's events; `*` stands for any text
  std::vector<std::string> frame_required;  ///< members of each event
  std::vector<std::string> terminal;        ///< the last event is one of these
  std::vector<std::string> error_members;
  std::vector<std::string> finish_reasons;  ///< of chat: finish_reason; of Responses: status
};

/// Advice of the documentation that a model belongs to one family.
struct ModelAdvice {
  std::string model;  ///< `*` stands for any text
  Family family = Family::ChatCompletions;
  std::string source;
};

/// A detail of the contract that a person verifies, and the strongest sentence that a report may use for it.
struct ContractDetail {
  std::string area;
  std::string topic;
  std::string verify;
  std::vector<std::string> sources;
  std::string accessed;
  std::string wording;
};

/// What a provider documents of its API, as data with its sources and their dates.
struct ContractPack {
  std::string name;
  std::string title;
  std::string index;  ///< the source that is the documentation's map; empty: none
  std::vector<FamilyContract> families;
  std::vector<ModelAdvice> model_advice;
  std::vector<ContractSource> sources;
  std::vector<ContractDetail> details;

  /// Null where the pack says nothing of the family.
  const FamilyContract* contract_of(Family family) const;
  /// Null where there is none of that id.
  const ContractSource* source(std::string_view id) const;
  /// The family that the documentation points this model to; nothing where it does not.
  std::optional<Family> advised_family(std::string_view model) const;
  /// True where the page at this address may be cited for the topic.
  bool supports(std::string_view url, std::string_view topic) const;
};

/// A pack that the binary carries.
struct ShippedPack {
  std::string_view name;
  std::string_view text;  ///< TOML
};

/// Every pack that the binary carries, by name.
std::span<const ShippedPack> shipped_packs();
/// Null where no shipped pack has that name.
const ShippedPack* shipped_pack(std::string_view name);

/// True if `pattern`, in which `*` stands for any text, describes the whole of `text`.
bool describes(std::string_view pattern, std::string_view text);

}  // namespace jurymast::evidence
