#include "evidence/contract_pack.hpp"

#include <algorithm>

namespace jurymast::evidence {
namespace {

bool lists(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

const FamilyContract* ContractPack::contract_of(Family family) const {
  const auto found =
      std::find_if(families.begin(), families.end(), [&](const FamilyContract& one) { return one.family == family; });
  return found == families.end() ? nullptr : &*found;
}

const ContractSource* ContractPack::source(std::string_view id) const {
  const auto found = std::find_if(sources.begin(), sources.end(), [&](const ContractSource& one) { return one.id == id; });
  return found == sources.end() ? nullptr : &*found;
}

std::optional<Family> ContractPack::advised_family(std::string_view model) const {
  const auto found =
      std::find_if(model_advice.begin(), model_advice.end(), [&](const ModelAdvice& one) { return describes(one.model, model); });
  if (found == model_advice.end()) return std::nullopt;
  return found->family;
}

bool ContractPack::supports(std::string_view url, std::string_view topic) const {
  return std::any_of(sources.begin(), sources.end(), [&](const ContractSource& one) {
    return (one.url == url || lists(one.formerly, url)) && lists(one.supports, topic);
  });
}

const ShippedPack* shipped_pack(std::string_view name) {
  const auto packs = shipped_packs();
  const auto found = std::find_if(packs.begin(), packs.end(), [&](const ShippedPack& one) { return one.name == name; });
  return found == packs.end() ? nullptr : &*found;
}

bool describes(std::string_view pattern, std::string_view text) {
  std::size_t at = 0;
  std::size_t star = std::string_view::npos;  // the last `*` seen
  std::size_t taken = 0;                      // how far it reaches so far
  std::size_t i = 0;
  while (i < text.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      taken = i;
    } else if (at < pattern.size() && pattern[at] == text[i]) {
      ++at;
      ++i;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      i = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

}  // namespace jurymast::evidence
