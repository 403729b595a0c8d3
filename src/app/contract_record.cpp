#include "app/contract_record.hpp"

#include "crypto/digest.hpp"
#include "record/line.hpp"
#include "record/plain_text.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

constexpr std::string_view kNeedle = "\"kind\":\"contract\"";

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
  record.accessed = now;
  record.reachable = page.page.reachable;
  record.listed = listed;
  record.status = page.page.status;
  record.digest = page.page.digest;
  return record;
}

Result<std::optional<record::ContractRecord>> previous_record(const std::string& state_directory,
                                                              const record::ContractRecord& record) {
  std::optional<record::ContractRecord> newest;
  const auto read = store::for_each_line(state_directory, 0, [&](const store::LogLine& line) {
    // Most lines are told apart without reading them as JSON.
    if (line.text.find(kNeedle) == std::string_view::npos) return true;
    const auto split = record::split_line(line.text);
    if (!split || !split->checksum_holds) return true;
    auto one = record::read_contract(split->record);
    if (one && one->digest && same_page(*one, record)) newest = std::move(*one);
    return true;
  });
  if (!read) return tl::unexpected(read.error());
  return newest;
}

}  // namespace jurymast::app
