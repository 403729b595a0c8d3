#include "app/contract/contract_snapshot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/bounded_file.hpp"
#include "app/client/post_record.hpp"
#include "app/contract/contract_record.hpp"
#include "app/contract/contract_report.hpp"
#include "app/contract/contract_saved_page.hpp"
#include "app/contract/contract_snapshot_report.hpp"
#include "app/exit_code.hpp"
#include "app/gate/snapshot_questions.hpp"
#include "app/status/status_config.hpp"

namespace jurymast::app {
namespace {

using evidence::Deviation;

/// A page that is to be looked at: of a family, or, without one, only to see whether it stands.
struct Wanted {
  const NamedPack* named = nullptr;
  const evidence::FamilyContract* contract = nullptr;
  const evidence::ContractSource* source = nullptr;
};

/// Looks at one page after the other, with what they have in common.
class Snapshots {
 public:
  Snapshots(const ContractSnapshotOptions& options, SnapshotWorld world) : options_(options), world_(world) {}

  /// Fails where the log cannot be read.
  Result<SnapshotPage> take(const Wanted& wanted, const Result<policy::Snapshot>& config) {
    auto read = look_at(wanted);
    if (!read) return tl::unexpected(read.error());
    SnapshotPage page{wanted.named->pack.name, wanted.source->id, wanted.source->url, {}, {}, {}, {},
                      read->reachable,         read->status,      read->supplied};
    const auto listed = find_listed(wanted, read->findings);
    if (!listed) return tl::unexpected(listed.error());
    if (wanted.contract == nullptr) {
      page.findings = std::move(read->findings).take();
      page.not_recorded = "it documents no API family";
      return page;
    }
    const OperationId id = OperationId::make(world_.clock.wall_now(), world_.random);
    const record::ContractRecord record =
        contract_record({*wanted.named, *wanted.contract, *wanted.source, *read}, *listed, id, world_.clock.wall_now());
    if (config) {
      const auto compared = compare(config->server.state, record, read->findings);
      if (!compared) return tl::unexpected(compared.error());
    }
    page.findings = std::move(read->findings).take();
    page.version = version_of(record);
    page.record = render(record);
    hand_over(config, page);
    return page;
  }

 private:
  Result<PageRead> look_at(const Wanted& wanted) {
    if (options_.file.empty()) return read_page(wanted.source->url, world_.clock);
    return read_saved_page({options_.file, options_.read_on}, world_.clock);
  }

  Result<record::Tri> listed_in_index(const Wanted& wanted) {
    const evidence::ContractSource* const index = wanted.named->pack.source(wanted.named->pack.index);
    if (options_.file.empty()) return look_up(wanted.source->url, index == nullptr ? std::string() : index->url, world_.clock);
    if (options_.index_file.empty()) return record::Tri::Unknown;
    const auto text = read_bounded_file(options_.index_file, kPageBytesMax);
    if (!text) return tl::unexpected(text.error());
    return names_page(*text, wanted.source->url) ? record::Tri::True : record::Tri::False;
  }

  Result<record::Tri> find_listed(const Wanted& wanted, evidence::ContractFindings& findings) {
    if (wanted.source->id == wanted.named->pack.index) return record::Tri::Unknown;
    const auto listed = listed_in_index(wanted);
    // A page of somebody else's, such as a general pattern, is in no index of the provider's.
    if (listed && *listed == record::Tri::False && wanted.contract != nullptr) findings.add(Deviation::DocsPageUnlisted, "page");
    return listed;
  }

  static Result<void> compare(const std::string& state, const record::ContractRecord& record,
                              evidence::ContractFindings& findings) {
    if (!record.digest) return {};
    const auto before = previous_record(state, record);
    if (!before) return tl::unexpected(before.error());
    if (!*before || (*before)->digest == record.digest) return {};
    findings.add(Deviation::PageChanged, "page",
                 fmt::format("it is not the one that was last recorded ({})", version_of(**before)));
    return {};
  }

  static void hand_over(const Result<policy::Snapshot>& config, SnapshotPage& page) {
    if (!config) {
      const std::string& problems = config.error().message;
      page.not_recorded = "no gateway is known: " + problems.substr(0, problems.find('\n'));
      return;
    }
    const auto posted = post_record(config->server, page.record);
    if (posted) return;
    page.not_recorded = posted.error().message;
    page.refused = posted.error().code != Code::Unavailable;
  }

  const ContractSnapshotOptions& options_;
  SnapshotWorld world_;
};

/// The contracts of the packs that are looked at, and for which family; nothing: for each.
struct Selection {
  std::vector<NamedPack> packs;
  std::optional<Family> family;
};

Result<Selection> select_route(const std::string& name, const policy::Snapshot& config) {
  const auto found = route_named(config, name);
  if (!found) return tl::unexpected(found.error());
  const policy::Route& route = **found;
  Selection selection{{}, route.family};
  std::vector<std::string> contracts{config.target(route.primary).contract};
  for (const TargetIndex index : route.fallback) contracts.push_back(config.target(index).contract);
  std::sort(contracts.begin(), contracts.end());
  contracts.erase(std::unique(contracts.begin(), contracts.end()), contracts.end());
  for (const std::string& contract : contracts) {
    auto named = read_contract_pack(contract);
    if (!named) return tl::unexpected(named.error());
    selection.packs.push_back(std::move(*named));
  }
  return selection;
}

Result<Selection> select(const ContractSnapshotOptions& options, const Result<policy::Snapshot>& config) {
  if (options.pack.empty() == options.route.empty()) return fail(Code::Invalid, "name a pack, or a route with --route");
  if (!options.route.empty()) {
    return config ? select_route(options.route, *config) : Result<Selection>(tl::unexpected(config.error()));
  }
  auto named = read_contract_pack(options.pack);
  if (!named) return tl::unexpected(named.error());
  Selection selection;
  selection.packs.push_back(std::move(*named));
  return selection;
}

bool is_wanted(const ContractSnapshotOptions& options, const evidence::ContractSource& source) {
  return options.source.empty() || source.id == options.source;
}

/// The pages of one pack: those of its families first, then, where all or one of them was asked for, the others.
void list_pages(const ContractSnapshotOptions& options, const NamedPack& named, std::optional<Family> family,
                std::vector<Wanted>& wanted) {
  std::vector<std::string_view> taken;
  for (const evidence::FamilyContract& contract : named.pack.families) {
    const evidence::ContractSource& source = *named.pack.source(contract.source);
    taken.push_back(source.id);
    if ((!family || *family == contract.family) && is_wanted(options, source)) wanted.push_back({&named, &contract, &source});
  }
  if (!options.all && options.source.empty()) return;
  for (const evidence::ContractSource& source : named.pack.sources) {
    const bool again = std::find(taken.begin(), taken.end(), source.id) != taken.end();
    if (!again && is_wanted(options, source)) wanted.push_back({&named, nullptr, &source});
  }
}

Result<std::vector<Wanted>> pages_of(const ContractSnapshotOptions& options, const Selection& selection) {
  std::vector<Wanted> wanted;
  for (const NamedPack& named : selection.packs) list_pages(options, named, selection.family, wanted);
  if (wanted.empty()) return fail(Code::NotFound, "no page of that family and source; `jurymast contract show` lists them");
  if (options.file.empty() && !(options.read_on.empty() && options.index_file.empty())) {
    return fail(Code::Invalid, "--read-on and --index-file tell of a page that was saved: name it with --file PAGE");
  }
  if (!options.file.empty() && wanted.size() > 1) {
    return fail(Code::Invalid, "--file is one page: say which with --source ID, and for one family with --route");
  }
  return wanted;
}

int complain(const Streams& streams, const Error& error) {
  fmt::print(streams.complaints, "jurymast contract snapshot: {}\n", error.message);
  return error.code == Code::Invalid || error.code == Code::NotFound ? kUsage : kToolFailed;
}

int exit_code_of(const std::vector<SnapshotPage>& pages) {
  const auto refused = [](const SnapshotPage& page) { return page.refused; };
  const auto clean = [](const SnapshotPage& page) { return page.findings.empty(); };
  if (std::any_of(pages.begin(), pages.end(), refused)) return kToolFailed;
  return std::all_of(pages.begin(), pages.end(), clean) ? kPass : kCheckFailed;
}

}  // namespace

int run_contract_snapshot(const ContractSnapshotOptions& options, SnapshotWorld world, const Streams& streams) {
  const Result<policy::Snapshot> config = read_config_for_looking(options.config);
  const auto selection = select(options, config);
  if (!selection) return complain(streams, selection.error());
  const auto wanted = pages_of(options, *selection);
  if (!wanted) return complain(streams, wanted.error());
  Snapshots snapshots(options, world);
  std::vector<SnapshotPage> pages;
  for (const Wanted& one : *wanted) {
    auto page = snapshots.take(one, config);
    if (!page) return complain(streams, page.error());
    pages.push_back(std::move(*page));
  }
  const std::string text = options.json ? snapshot_json(pages) : snapshot_text(pages);
  const bool written = std::fwrite(text.data(), 1, text.size(), streams.out) == text.size();
  return written ? exit_code_of(pages) : kToolFailed;
}

}  // namespace jurymast::app
