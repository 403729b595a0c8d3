#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/family.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "record/member_types.hpp"
#include "record/shape.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::record {

/// How a documented surface wants its key.
enum class AuthScheme : unsigned char { Bearer, ApiKey, None };
inline constexpr std::array<std::string_view, 3> kAuthSchemeNames{"bearer", "api_key", "none"};

/// What the documentation of one family says of its surface, as read on one day: what the provider documents, beside what was measured.
struct ContractRecord {
  WallTime at;
  OperationId id;
  Family family = Family::ChatCompletions;
  std::string pack;  ///< the contract pack whose page was read
  std::optional<DigestBytes> pack_digest;
  std::string http_route;
  AuthScheme auth_scheme = AuthScheme::Bearer;
  Link source;
  WallTime accessed;
  Tri reachable = Tri::Unknown;
  Tri listed = Tri::Unknown;
  std::optional<std::uint64_t> status;
  std::optional<DigestBytes> digest;
  bool supplied = false;  ///< the page came out of a file that a person saved, on the day that this person states
  std::vector<Link> links;
  friend bool operator==(const ContractRecord&, const ContractRecord&) = default;
};
std::string render(const ContractRecord& record);
Result<ContractRecord> read_contract(std::string_view record);
KindShape contract_shape();

/// `chat_completions@2026-07-05#a1b2c3d4e5f6`: family, day and the first digits of the page's digest; empty where the page was not read.
std::string version_of(const ContractRecord& contract);

}  // namespace jurymast::record
