using System.Data.Common;
using System.Text.Json;
using Dapper;
using Kiosk.Cloud.Storage;
using Kiosk.Wire;

namespace Kiosk.Cloud.Ingest;

/// <summary>Writes what kiosks say. A method that has returned has committed.</summary>
/// <exception cref="DbException">Of every method: the database cannot be written; nothing of the message is in it.</exception>
internal sealed class FleetLedger(DbDataSource database, TimeProvider time)
{
    private const int MaxTextLength = 500;

    private static readonly string InsertWindow = $"""
        insert into visit_window
          (chain, store, kiosk, boot, sequence, opened, closed, received, k, {string.Join(", ", CountNames.Columns)})
        values
          (@Chain, @Store, @Kiosk, @Boot, @Sequence, @Opened, @Closed, @Received, @K,
           {string.Join(", ", CountNames.Columns.Select(column => $"@{column}"))})
        on conflict (chain, store, kiosk, boot, sequence) do nothing
        """;

    private const string InsertTrial = """
        insert into trial
          (chain, store, kiosk, boot, sequence, closed, cause, strategy, visits, well, weight, well_weight, edition)
        values
          (@Chain, @Store, @Kiosk, @Boot, @Sequence, @Closed, @Cause, @Strategy, @Visits, @Well, @Weight, @WellWeight, @Edition)
        """;

    private const string InsertStep = """
        insert into step_count
          (chain, store, kiosk, boot, sequence, closed, app_version, step, visits, frustrated)
        values
          (@Chain, @Store, @Kiosk, @Boot, @Sequence, @Closed, @AppVersion, @Step, @Visits, @Frustrated)
        """;

    /// <summary>Stores a window that passed <see cref="WindowCheck"/>; one that closes in the future as closed now.</summary>
    /// <returns>True when it is new, false when its id is there already.</returns>
    public Task<bool> StoreWindowAsync(KioskAddress address, VisitWindow told, CancellationToken cancellationToken) =>
        InTransactionAsync(address, async connection =>
        {
            var window = ByOurClock(told);
            var row = RowOf(address, window, new
            {
                Opened = window.Opened.ToUnixTimeMilliseconds(),
                Received = time.GetUtcNow().ToUnixTimeMilliseconds(),
                window.K,
            });
            row.Add("visits", window.Visits);
            row.Add("frustrated", window.Frustrated);
            row.Add("calmed", window.Calmed);
            row.Add("staff_calls", window.StaffCalls);
            AddCounts(row, "outcome", CountNames.Outcomes, window.Outcomes);
            AddCounts(row, "tier", CountNames.Tiers, window.Tiers);
            AddCounts(row, "cause", CountNames.Causes, window.Causes);
            AddCounts(row, "prompt", CountNames.Prompts, window.Prompts);
            AddCounts(row, "feedback", CountNames.Feedback, window.Feedback);
            AddCounts(row, "feedback_frustrated", CountNames.Feedback, window.FeedbackFrustrated);
            if (await connection.ExecuteAsync(InsertWindow, row) == 0)
            {
                return false;
            }

            await connection.ExecuteAsync(InsertTrial, Trials(address, window));
            await connection.ExecuteAsync(InsertStep, Steps(address, window));
            return true;
        }, cancellationToken);

    /// <summary>Stores whether a kiosk is there.</summary>
    /// <param name="address">The kiosk.</param>
    /// <param name="state">What it, or its will, said.</param>
    /// <param name="retained">Whether the broker kept the message from before: then it proves no life now.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    public Task StoreStateAsync(
        KioskAddress address, KioskState state, bool retained, CancellationToken cancellationToken) =>
        InTransactionAsync(address, async connection =>
        {
            var at = ByOurClock(state.At).ToUnixTimeMilliseconds();

            // The broker repeats a will whenever the service connects: the kiosk is still lost, and since when is known.
            return await connection.ExecuteAsync("""
                update kiosk set status = @Status, boot = @Boot, software = @Software,
                  status_since = case when @Status = 'lost' and status = 'lost' and boot = @Boot then status_since else @Since end
                where chain = @Chain and store = @Store and kiosk = @Kiosk
                """, new
            {
                address.Chain,
                address.Store,
                address.Kiosk,
                state.Status,
                // A will was written at the connect, so its own time says nothing of when the kiosk was lost.
                Since = state.Status == KioskState.Lost && !retained ? time.GetUtcNow().ToUnixTimeMilliseconds() : at,
                state.Boot,
                Software = Cut(state.Software),
            }) == 1;
        }, cancellationToken, seenAt: retained ? ByOurClock(state.At) : null);

    /// <summary>Takes a kiosk from the fleet, with the faults that stand; its windows, and faults that are over, stay.</summary>
    public Task ForgetAsync(KioskAddress address, CancellationToken cancellationToken) =>
        InTransactionAsync(address, async connection =>
        {
            await connection.ExecuteAsync("""
                delete from fault where chain = @Chain and store = @Store and kiosk = @Kiosk and cleared_at is null
                """, address);
            return await connection.ExecuteAsync("""
                delete from kiosk where chain = @Chain and store = @Store and kiosk = @Kiosk
                """, address) == 1;
        }, cancellationToken);

    /// <summary>Stores how a box is, and lets its list of standing faults correct what was missed of them.</summary>
    public Task StoreHealthAsync(KioskAddress address, KioskHealth health, CancellationToken cancellationToken) =>
        InTransactionAsync(address, async connection =>
        {
            var at = ByOurClock(health.At);
            var box = new { address.Chain, address.Store, address.Kiosk, At = at.ToUnixTimeMilliseconds() };
            var row = new DynamicParameters(box);
            row.AddDynamicParams(new
            {
                Now = time.GetUtcNow().ToUnixTimeMilliseconds(),
                health.UptimeSeconds,
                health.ResidentMb,
                health.CpuTemperatureCelsius,
                health.OutboxWindows,
                Models = JsonSerializer.Serialize(health.Models, StoredJson.Default.IReadOnlyDictionaryStringString),
                Witness = health.Witness is { } witness
                    ? JsonSerializer.Serialize(witness, StoredJson.Default.WitnessHealth)
                    : null,
                Sums = health.Sums is { } sums ? JsonSerializer.Serialize(sums, StoredJson.Default.HealthSums) : null,
            });
            var newest = await connection.ExecuteAsync("""
                update kiosk set health_at = @At, uptime_seconds = @UptimeSeconds, resident_mb = @ResidentMb,
                  cpu_temperature_celsius = @CpuTemperatureCelsius, outbox_windows = @OutboxWindows, models = @Models,
                  witness = @Witness, sums = @Sums
                where chain = @Chain and store = @Store and kiosk = @Kiosk
                  and (health_at is null or health_at <= @At or health_at > @Now)
                """, row) == 1;
            if (!newest)
            {
                return false;
            }

            var known = (await connection.QueryAsync<string>("""
                select fault from fault
                where chain = @Chain and store = @Store and kiosk = @Kiosk and cleared_at is null and raised_at <= @At
                """, box)).ToHashSet(StringComparer.Ordinal);
            foreach (var gone in known.Except(health.Faults))
            {
                await ClearAsync(connection, address, gone, at);
            }

            foreach (var missed in health.Faults.Except(known))
            {
                await RaiseAsync(connection, address, missed, at, "");
            }

            return true;
        }, cancellationToken);

    /// <summary>Stores a step in the life of a fault.</summary>
    public Task StoreFaultAsync(KioskAddress address, DeviceFault fault, CancellationToken cancellationToken) =>
        InTransactionAsync(address, async connection =>
        {
            if (fault.Status == DeviceFault.Raised)
            {
                await RaiseAsync(connection, address, fault.Fault, ByOurClock(fault.Since), fault.Detail);
            }
            else
            {
                await ClearAsync(connection, address, fault.Fault, ByOurClock(fault.At));
            }

            return true;
        }, cancellationToken);

    /// <summary>A kiosk's time, or now where its clock is ahead: what it says later, with its clock set, must not count as
    /// older.</summary>
    private DateTimeOffset ByOurClock(DateTimeOffset told)
    {
        var now = time.GetUtcNow();
        return told < now ? told : now;
    }

    /// <summary>A window of a kiosk whose clock is ahead, moved back whole: until that time it would not be seen, and then
    /// count on a day that was not its own.</summary>
    private VisitWindow ByOurClock(VisitWindow window)
    {
        var closed = ByOurClock(window.Closed);
        return window with { Opened = closed - (window.Closed - window.Opened), Closed = closed };
    }

    private static async Task RaiseAsync(
        DbConnection connection, KioskAddress address, string fault, DateTimeOffset since, string detail)
    {
        var row = new
        {
            address.Chain,
            address.Store,
            address.Kiosk,
            Fault = fault,
            Since = since.ToUnixTimeMilliseconds(),
            Detail = Cut(detail),
        };
        var standing = await connection.ExecuteAsync("""
            update fault set detail = case when @Detail = '' then detail else @Detail end
            where chain = @Chain and store = @Store and kiosk = @Kiosk and fault = @Fault and cleared_at is null
            """, row);
        if (standing == 0)
        {
            await connection.ExecuteAsync("""
                insert into fault (chain, store, kiosk, fault, raised_at, detail)
                values (@Chain, @Store, @Kiosk, @Fault, @Since, @Detail)
                on conflict (chain, store, kiosk, fault, raised_at) do nothing
                """, row);
        }
    }

    private static async Task ClearAsync(
        DbConnection connection, KioskAddress address, string fault, DateTimeOffset at) =>
        await connection.ExecuteAsync("""
            update fault set cleared_at = @At
            where chain = @Chain and store = @Store and kiosk = @Kiosk and fault = @Fault
              and cleared_at is null and raised_at <= @At
            """, new { address.Chain, address.Store, address.Kiosk, Fault = fault, At = at.ToUnixTimeMilliseconds() });

    private async Task<bool> InTransactionAsync(
        KioskAddress address,
        Func<DbConnection, Task<bool>> write,
        CancellationToken cancellationToken,
        DateTimeOffset? seenAt = null)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync("""
            insert into kiosk (chain, store, kiosk, status, status_since, last_seen)
            values (@Chain, @Store, @Kiosk, 'unknown', @SeenAt, @SeenAt)
            on conflict (chain, store, kiosk) do update set
              last_seen = case when kiosk.last_seen < excluded.last_seen then excluded.last_seen else kiosk.last_seen end
            """, new
        {
            address.Chain,
            address.Store,
            address.Kiosk,
            SeenAt = (seenAt ?? time.GetUtcNow()).ToUnixTimeMilliseconds(),
        });
        var result = await write(connection);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    private static void AddCounts(
        DynamicParameters row, string kind, IReadOnlyList<string> names, IReadOnlyDictionary<string, int> counts)
    {
        foreach (var name in names)
        {
            row.Add($"{kind}_{name}", name == CountNames.Other
                ? counts.Where(count => name == count.Key || !names.Contains(count.Key)).Sum(count => count.Value)
                : counts.GetValueOrDefault(name));
        }
    }

    private static IEnumerable<DynamicParameters> Trials(KioskAddress address, VisitWindow window) =>
        from cause in window.Trials
        from answer in cause.Value
        select RowOf(address, window, new
        {
            Cause = cause.Key,
            Strategy = answer.Key,
            answer.Value.Visits,
            answer.Value.Well,
            answer.Value.Weight,
            answer.Value.WellWeight,
            window.Edition,
        });

    private static IEnumerable<DynamicParameters> Steps(KioskAddress address, VisitWindow window) =>
        from version in window.Steps
        from step in version.Value
        select RowOf(address, window, new
        {
            AppVersion = version.Key,
            Step = step.Key,
            step.Value.Visits,
            step.Value.Frustrated,
        });

    /// <summary>A row that belongs to a window: the window's key, when it closed, and what the row holds besides.</summary>
    private static DynamicParameters RowOf(KioskAddress address, VisitWindow window, object values)
    {
        var row = new DynamicParameters(new
        {
            address.Chain,
            address.Store,
            address.Kiosk,
            window.Boot,
            window.Sequence,
            Closed = window.Closed.ToUnixTimeMilliseconds(),
        });
        row.AddDynamicParams(values);
        return row;
    }

    private static string Cut(string text) => text.Length <= MaxTextLength ? text : text[..MaxTextLength];
}
