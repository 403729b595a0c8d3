#include "app/contract/contract_record.hpp"

#include <algorithm>
#include <functional>

#include "crypto/digest.hpp"
#include "record/line.hpp"
#include "record/plain_text.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

constexpr std::string_view kNeedle = "\"kind\":\"contract\"";

Result<void> for_each_contract(const std::string& state_directory, const std::function<void(record::ContractRecord&&)>& visit) {
  return store::for_each_line(state_directory, 0, [&](const store::LogLine& line) {
    // Most lines are told apart without reading them as JSON.
    if (line.text.find(kNeedle) == std::string_view::npos) return true;
    const auto split = record::split_line(line.text);
    if (!split || !split->checksum_holds) return true;
    if (auto one = record::read_contract(split->record)) visit(std::move(*one));
    return true;
  });
}

bool same_page(const record::ContractRecord& a, const record::ContractRecord& b) {
  return a.pack == b.pack && a.family == b.family && a.source == b.source;
}

}  // namespace

record::ContractRecord contract_record(const FamilyPage& page, record::Tri listed, OperationId id, WallTime now) {
  record::ContractRecord record;
  record.at = now;
  record.id = id;
  record.family = page.contract.family;
  record.pack = page.named.pack.name;
  record.pack_digest = crypto::sha256(page.named.text);
  record.http_route = page.contract.path;
  record.auth_scheme = page.contract.auth_scheme;
  record.source = record::Link::make(page.source.url).value_or(record::Link());
  record.accessed = page.page.read_at.value_or(now);
  record.supplied = page.page.supplied;
  record.reachable = page.page.reachable;
  record.listed = listed;
  record.status = page.page.status;
  record.digest = page.page.digest;
  return record;
}

Result<std::optional<record::ContractRecord>> previous_record(const std::string& state_directory,
                                                              const record::ContractRecord& record) {
  std::optional<record::ContractRecord> newest;
  const auto read = for_each_contract(state_directory, [&](record::ContractRecord&& one) {
    if (one.digest && same_page(one, record)) newest = std::move(one);
  });
  if (!read) return tl::unexpected(read.error());
  return newest;
}

Result<std::vector<record::ContractRecord>> newest_contracts(const std::string& state_directory, Family family) {
  std::vector<record::ContractRecord> newest;
  const auto read = for_each_contract(state_directory, [&](record::ContractRecord&& one) {
    if (one.family != family) return;
    const auto same = std::find_if(newest.begin(), newest.end(), [&](const auto& kept) { return kept.pack == one.pack; });
    if (same == newest.end()) return newest.push_back(std::move(one));
    if (one.accessed >= same->accessed) *same = std::move(one);
  });
  if (!read) return tl::unexpected(read.error());
  return newest;
}

}  // namespace jurymast::app
