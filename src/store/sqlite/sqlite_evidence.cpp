#include "store/sqlite/sqlite_evidence.hpp"

#include <pthread.h>

#include <array>
#include <tuple>
#include <utility>

#include "store/sqlite/minute_table.hpp"

namespace jurymast::store {
namespace {

const std::array<std::string_view, 2> kSchema{
    R"(CREATE TABLE evidence (
         number INTEGER PRIMARY KEY AUTOINCREMENT,
         id TEXT NOT NULL UNIQUE,
         kind TEXT NOT NULL,
         route TEXT NOT NULL,
         target TEXT NOT NULL,
         record TEXT NOT NULL
       ) STRICT;
       CREATE INDEX evidence_by_subject ON evidence (kind, route, target, number))",
    kMinuteSchema};

constexpr std::string_view kInsert =
    "INSERT OR REPLACE INTO evidence (id, kind, route, target, record) VALUES (?1, ?2, ?3, ?4, ?5)";
constexpr std::string_view kForgetOldest =
    "DELETE FROM evidence WHERE kind = ?1 AND route = ?2 AND target = ?3 AND number NOT IN "
    "(SELECT number FROM evidence WHERE kind = ?1 AND route = ?2 AND target = ?3 ORDER BY number DESC LIMIT ?4)";

}  // namespace

Result<std::unique_ptr<EvidenceStore>> SqliteEvidence::open(const std::string& state_directory) {
  auto database = Sqlite::open(state_directory + "/evidence.db");
  if (!database) return tl::unexpected(database.error());
  const auto is_new = database->schema_version().map([](std::size_t version) { return version == 0; });
  if (!is_new) return tl::unexpected(is_new.error());
  if (auto ready = database->migrate(kSchema); !ready) return tl::unexpected(ready.error());
  std::unique_ptr<SqliteEvidence> store(new SqliteEvidence(std::move(*database), state_directory, *is_new));
  if (auto loaded = store->load(); !loaded) return tl::unexpected(loaded.error());
  const auto reach = minute_reach(store->database_);
  if (!reach) return tl::unexpected(reach.error());
  store->minutes_reached_ = *reach;
  store->thread_ = std::thread([&running = *store] { running.run(); });
  return std::unique_ptr<EvidenceStore>(std::move(store));
}

SqliteEvidence::~SqliteEvidence() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wanted_.notify_one();
  thread_.join();
}

Result<void> SqliteEvidence::load() {
  auto rows = database_.prepare("SELECT id, kind, route, target, record FROM evidence ORDER BY number");
  if (!rows) return tl::unexpected(rows.error());
  while (true) {
    const auto row = rows->step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) return {};
    loaded_.push_back({std::string(rows->text(0)), std::string(rows->text(1)), std::string(rows->text(2)),
                       std::string(rows->text(3)), std::string(rows->text(4))});
  }
}

void SqliteEvidence::add(EvidenceLine line, Done done) {
  offer({[this, line = std::move(line)] { return write(line); }, std::move(done)});
}

void SqliteEvidence::add(MinuteBatch batch, Done done) {
  offer({[this, batch = std::move(batch)] { return add_minutes(database_, batch); }, std::move(done)});
}

Result<MinuteAnswer> SqliteEvidence::minutes(const MinuteQuestion& question) const {
  // By a connection of its own: the other one is the writing thread's.
  return read_minutes(state_directory_, question);
}

void SqliteEvidence::offer(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (jobs_.size() < kEvidenceQueueMax) {
      jobs_.push_back(std::move(job));
      wanted_.notify_one();
      return;
    }
  }
  job.done(fail(Code::Exhausted, "the disk does not take evidence as fast as it comes: {} records wait", kEvidenceQueueMax));
}

Result<void> SqliteEvidence::insert(const EvidenceLine& line) {
  auto statement = database_.prepare(kInsert);
  if (!statement) return tl::unexpected(statement.error());
  return statement->bind(1, line.id).bind(2, line.kind).bind(3, line.route).bind(4, line.target).bind(5, line.record).run();
}

Result<void> SqliteEvidence::forget_oldest(const EvidenceLine& line) {
  auto statement = database_.prepare(kForgetOldest);
  if (!statement) return tl::unexpected(statement.error());
  return statement->bind(1, line.kind).bind(2, line.route).bind(3, line.target).bind(4, kEvidenceLinesMax).run();
}

Result<void> SqliteEvidence::write(const EvidenceLine& line) {
  auto begun = database_.execute("BEGIN IMMEDIATE");
  if (!begun) return begun;
  auto written = insert(line).and_then([&] { return forget_oldest(line); }).and_then([&] { return database_.execute("COMMIT"); });
  // A commit that failed may have ended the transaction or not; that it is over is all that is wanted.
  if (!written) std::ignore = database_.execute("ROLLBACK");
  return written;
}

void SqliteEvidence::run() {
  pthread_setname_np(pthread_self(), "evidence");
  std::unique_lock lock(mutex_);
  while (true) {
    wanted_.wait(lock, [this] { return ending_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job.done(job.work());
    lock.lock();
  }
}

Result<std::unique_ptr<EvidenceStore>> open_evidence_store(const std::string& state_directory) {
  return SqliteEvidence::open(state_directory);
}

}  // namespace jurymast::store
