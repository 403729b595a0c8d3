#include "evidence/contract_request.hpp"

#include <algorithm>

namespace jurymast::evidence {
namespace {

struct SchemeRow {
  std::string_view prefix;
  std::string_view name;
};
constexpr std::array kSchemes = std::to_array<SchemeRow>({{"bearer ", "bearer"}, {"basic ", "basic"}});

bool begins_with(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && std::equal(lower.begin(), lower.end(), text.begin(), [](char a, char b) {
           return a == (b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b);
         });
}

void check_place(const ContractPack& pack, const FamilyContract& contract, const ObservedRequest& request,
                 ContractFindings& findings) {
  if (request.method != contract.method) findings.add(Deviation::MethodDiffers, "method", "it is not `" + contract.method + "`");
  if (request.path.ends_with(contract.path)) return;
  const auto is_there = [&](const FamilyContract& one) { return request.path.ends_with(one.path); };
  const bool elsewhere = std::any_of(pack.families.begin(), pack.families.end(), is_there);
  findings.add(elsewhere ? Deviation::WrongSurface : Deviation::PathDiffers, "path", "it does not end in `" + contract.path + "`");
}

}  // namespace

std::string_view auth_scheme_of(std::string_view authorization) {
  if (authorization.empty()) return "none";
  for (const SchemeRow& row : kSchemes) {
    if (begins_with(authorization, row.prefix)) return row.name;
  }
  return "other";
}

std::vector<ContractFinding> check_request(const ContractPack& pack, const ObservedRequest& request) {
  ContractFindings findings;
  const FamilyContract* const contract = pack.contract_of(request.family);
  if (contract == nullptr) {
    findings.add(Deviation::FamilyUndocumented, "family");
    return std::move(findings).take();
  }
  check_place(pack, *contract, request, findings);
  const std::string_view wanted = record::kAuthSchemeNames[static_cast<std::size_t>(contract->auth_scheme)];
  if (request.auth_scheme != wanted) {
    findings.add(Deviation::AuthSchemeDiffers, "auth_scheme", "it is not `" + std::string(wanted) + "`");
  }
  for (const std::string& name : contract->request_required) {
    const bool sent = std::find(request.members.begin(), request.members.end(), name) != request.members.end();
    if (!sent) findings.add(Deviation::RequestMemberMissing, "/" + name);
  }
  const auto advised = pack.advised_family(request.model);
  if (advised && *advised != request.family) {
    findings.add(Deviation::DocumentedFamilyDiffers, "/model", "it is pointed to `" + std::string(name_of(*advised)) + "`");
  }
  return std::move(findings).take();
}

}  // namespace jurymast::evidence
