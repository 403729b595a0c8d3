#include "app/contract_packs.hpp"

#include "config/load_contract_pack.hpp"
#include "config/system_secrets.hpp"

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
  return NamedPack{std::move(*text), *std::move(loaded.pack)};
}

}  // namespace jurymast::app
