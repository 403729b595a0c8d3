#include "store/sqlite/minute_table.hpp"

#include <algorithm>
#include <tuple>

#include "store/evidence_store.hpp"

namespace jurymast::store {

const std::string_view kMinuteSchema =
    R"(CREATE TABLE minutes (
         minute INTEGER NOT NULL,
         route TEXT NOT NULL,
         target TEXT NOT NULL,
         arm TEXT NOT NULL,
         class TEXT NOT NULL,
         operations INTEGER NOT NULL,
         complete INTEGER NOT NULL,
         attempts INTEGER NOT NULL,
         latency_ms INTEGER NOT NULL,
         latency_ms_max INTEGER NOT NULL,
         PRIMARY KEY (minute, route, target, arm, class)
       ) STRICT, WITHOUT ROWID;
       CREATE TABLE minutes_reach (
         one INTEGER PRIMARY KEY CHECK (one = 1),
         last_seq INTEGER NOT NULL,
         known_from INTEGER NOT NULL,
         known_to INTEGER NOT NULL
       ) STRICT)";

namespace {

constexpr std::string_view kAdd =
    "INSERT INTO minutes VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO UPDATE SET "
    "operations = operations + excluded.operations, complete = complete + excluded.complete, "
    "attempts = attempts + excluded.attempts, latency_ms = latency_ms + excluded.latency_ms, "
    "latency_ms_max = max(latency_ms_max, excluded.latency_ms_max)";
constexpr std::string_view kReach =
    "INSERT INTO minutes_reach VALUES (1, ?1, ?2, ?3) ON CONFLICT DO UPDATE SET "
    "last_seq = excluded.last_seq, known_from = max(known_from, ?4), known_to = max(known_to, excluded.known_to)";
constexpr std::string_view kSelect =
    "SELECT minute / ?4 * ?4, route, target, arm, class, sum(operations), sum(complete), sum(attempts), sum(latency_ms), "
    "max(latency_ms_max) FROM minutes WHERE (?1 = '' OR route = ?1) AND minute >= ?2 AND minute < ?3 "
    "GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5 LIMIT ?5";

Result<void> add_rows(Sqlite& database, const std::vector<MinuteRow>& rows) {
  auto statement = database.prepare(kAdd);
  if (!statement) return tl::unexpected(statement.error());
  for (const MinuteRow& row : rows) {
    statement->bind(1, row.minute).bind(2, row.route).bind(3, row.target).bind(4, row.arm).bind(5, row.failure_class);
    statement->bind(6, row.operations).bind(7, row.complete).bind(8, row.attempts);
    if (auto added = statement->bind(9, row.latency_ms).bind(10, row.latency_ms_max).run(); !added) return added;
  }
  return {};
}

Result<void> note_reach(Sqlite& database, const MinuteBatch& batch) {
  auto statement = database.prepare(kReach);
  if (!statement) return tl::unexpected(statement.error());
  Minute oldest = batch.counted_to;
  for (const MinuteRow& row : batch.rows) oldest = std::min(oldest, row.minute);
  const Minute from = std::max(oldest, batch.forget_before);
  return statement->bind(1, static_cast<std::int64_t>(batch.last_seq))
      .bind(2, from)
      .bind(3, batch.counted_to)
      .bind(4, batch.forget_before)
      .run();
}

Result<void> forget_before(Sqlite& database, Minute minute) {
  auto statement = database.prepare("DELETE FROM minutes WHERE minute < ?1");
  if (!statement) return tl::unexpected(statement.error());
  return statement->bind(1, minute).run();
}

/// Whole minutes go, so that none is told with a part of its operations.
Result<void> keep_within(Sqlite& database, std::int64_t rows_max) {
  auto statement = database.prepare("SELECT minute FROM minutes ORDER BY minute DESC LIMIT 1 OFFSET ?1");
  if (!statement) return tl::unexpected(statement.error());
  const auto row = statement->bind(1, rows_max).step();
  if (!row) return tl::unexpected(row.error());
  if (!*row) return {};
  const Minute first_kept = statement->number(0) + 1;
  auto moved = database.prepare("UPDATE minutes_reach SET known_from = max(known_from, ?1)");
  if (!moved) return tl::unexpected(moved.error());
  if (auto done = moved->bind(1, first_kept).run(); !done) return done;
  return forget_before(database, first_kept);
}

MinuteRow row_of(const Statement& statement) {
  return {.minute = statement.number(0),
          .route = std::string(statement.text(1)),
          .target = std::string(statement.text(2)),
          .arm = std::string(statement.text(3)),
          .failure_class = std::string(statement.text(4)),
          .operations = statement.number(5),
          .complete = statement.number(6),
          .attempts = statement.number(7),
          .latency_ms = statement.number(8),
          .latency_ms_max = statement.number(9)};
}

Result<void> read_rows(Sqlite& database, const MinuteQuestion& question, MinuteAnswer& answer) {
  auto statement = database.prepare(kSelect);
  if (!statement) return tl::unexpected(statement.error());
  statement->bind(1, question.route).bind(2, question.from).bind(3, question.to).bind(4, question.step);
  statement->bind(5, static_cast<std::int64_t>(question.rows_max) + 1);
  while (true) {
    const auto row = statement->step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) return {};
    answer.cut = answer.rows.size() >= question.rows_max;
    if (!answer.cut) answer.rows.push_back(row_of(*statement));
  }
}

tl::unexpected<Error> nothing_counted(const std::string& state_directory) {
  return fail(Code::NotFound, "no gateway has counted minutes in {} yet; the first are there a minute after its start",
              state_directory);
}

}  // namespace

Result<void> add_minutes(Sqlite& database, const MinuteBatch& batch, std::int64_t rows_max) {
  auto begun = database.execute("BEGIN IMMEDIATE");
  if (!begun) return begun;
  auto added = add_rows(database, batch.rows)
                   .and_then([&] { return note_reach(database, batch); })
                   .and_then([&] { return forget_before(database, batch.forget_before); })
                   .and_then([&] { return keep_within(database, rows_max); })
                   .and_then([&] { return database.execute("COMMIT"); });
  // A commit that failed may have ended the transaction or not; that it is over is all that is wanted.
  if (!added) std::ignore = database.execute("ROLLBACK");
  return added;
}

Result<std::optional<MinuteReach>> minute_reach(Sqlite& database) {
  auto statement = database.prepare("SELECT last_seq, known_from, known_to FROM minutes_reach");
  if (!statement) return tl::unexpected(statement.error());
  const auto row = statement->step();
  if (!row) return tl::unexpected(row.error());
  if (!*row) return std::optional<MinuteReach>();
  return std::optional(MinuteReach{.last_seq = static_cast<std::uint64_t>(statement->number(0)),
                                   .known_from = statement->number(1),
                                   .known_to = statement->number(2)});
}

Result<MinuteAnswer> read_minutes(const std::string& state_directory, const MinuteQuestion& question) {
  auto database = Sqlite::open_to_read(state_directory + "/evidence.db");
  if (!database && database.error().code == Code::NotFound) return nothing_counted(state_directory);
  if (!database) return tl::unexpected(database.error());
  const auto there = database->has_table("minutes_reach");
  if (!there) return tl::unexpected(there.error());
  if (!*there) return nothing_counted(state_directory);
  MinuteAnswer answer;
  // Both from one state of the file.
  if (auto begun = database->execute("BEGIN"); !begun) return tl::unexpected(begun.error());
  const auto reach = minute_reach(*database);
  if (!reach) return tl::unexpected(reach.error());
  if (!*reach) return nothing_counted(state_directory);
  answer.reach = **reach;
  if (auto read = read_rows(*database, question, answer); !read) return tl::unexpected(read.error());
  return answer;
}

}  // namespace jurymast::store
