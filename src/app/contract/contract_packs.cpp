#include "app/contract/contract_packs.hpp"

#include "config/load_contract_pack.hpp"
#include "config/system_secrets.hpp"
#include "review/claims.hpp"

namespace jurymast::app {
namespace {

Result<std::string> text_of(const std::string& contract) {
  if (const evidence::ShippedPack* const shipped = evidence::shipped_pack(contract)) return std::string(shipped->text);
  if (const auto problem = config::check_contract_name(contract)) {
    return fail(Code::Invalid, "{} — {}", problem->message, problem->remedy);
  }
  auto text = config::read_config_file(contract);
  if (!text) return fail(Code::Invalid, "{}: {}; name a file that can be read", contract, text.error().message);
  return text;
}

/// A pack's texts end up in reports, so they may claim no more than those.
Result<void> check_claims(const evidence::ContractPack& pack) {
  const review::ClaimSearch claims;
  std::vector<std::pair<std::string, std::string>> texts{{"[pack] title", pack.title}};
  for (const evidence::ContractSource& source : pack.sources)
    texts.emplace_back("[sources." + source.id + "] purpose", source.purpose);
  for (const evidence::ContractDetail& detail : pack.details) {
    texts.emplace_back(detail.area + ", verify", detail.verify);
    texts.emplace_back(detail.area + ", wording", detail.wording);
  }
  for (const auto& [place, text] : texts) {
    const review::Rule* const broken = claims.first_in(text);
    if (broken != nullptr) return fail(Code::Invalid, "{}: {}: {} — {}", place, broken->id, broken->what, broken->instead);
  }
  return {};
}

}  // namespace

Result<NamedPack> read_contract_pack(const std::string& contract) {
  auto text = text_of(contract);
  if (!text) return tl::unexpected(text.error());
  config::LoadedContractPack loaded = config::load_contract_pack(*text, contract);
  if (!loaded.pack) {
    std::string problems = loaded.problem_text();
    problems.pop_back();
    return fail(Code::Invalid, "{}", problems);
  }
  if (const auto claimed = check_claims(*loaded.pack); !claimed) {
    return fail(Code::Invalid, "{}: {}", contract, claimed.error().message);
  }
  return NamedPack{std::move(*text), *std::move(loaded.pack)};
}

}  // namespace jurymast::app
