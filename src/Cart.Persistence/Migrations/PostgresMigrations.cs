using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Cart.Persistence;

/// <summary>Migrates the tables of orders: applies the scripts in <c>Schema</c>, in order, each once, never backwards.</summary>
/// <remarks>
/// Works behind a pooler in transaction mode. Without pending scripts it locks nothing; otherwise the transaction that applies them holds the lock.
/// </remarks>
/// <param name="options">The database; valid options.</param>
/// <param name="logger">Logs each script, and a wait for another process.</param>
/// <param name="time">The clock for the wait; by default the system's.</param>
public sealed class PostgresMigrations(IOptions<PostgresOptions> options, ILogger<PostgresMigrations> logger, TimeProvider? time = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private readonly PostgresOptions _options = options.Value;
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>
    /// Creates the schema if it is missing and applies the pending scripts. Any number of processes may do this at once: one works, and the others
    /// wait for it, for up to 30 seconds, and then find nothing to do.
    /// </summary>
    /// <returns>The names of the applied scripts, in order.</returns>
    /// <exception cref="CartUnavailableException">
    /// PostgreSQL did not answer or takes no writes, or another process held the lock for too long. A retry is safe.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// A script failed, a right is missing, the server rejected the user or the database, or the tables belong to a newer program with which this
    /// one is not compatible. All scripts of this run were rolled back.
    /// </exception>
    public async Task<ImmutableArray<string>> ApplyAsync(CancellationToken cancellationToken = default)
    {
        MigrationRun? run = null;
        try
        {
            await using var connection = await OwnConnection.OpenAsync(_options, cancellationToken).ConfigureAwait(false);
            run = new MigrationRun(connection, _options.Schema);
            return await ApplyAsync(connection, run, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (PostgresFaults.IsAway(fault) && !PostgresFaults.IsTurnedAway(fault))
        {
            throw new CartUnavailableException(
                "PostgreSQL did not prepare the tables of orders; check that it runs and that UsePostgres has the right connection string.",
                outcomeUnknown: false,
                fault);
        }
        catch (PostgresException fault)
        {
            throw new InvalidOperationException(Explain(fault, run), fault);
        }
    }

    /// <summary>Returns the names of the pending scripts, in order. Changes nothing.</summary>
    /// <exception cref="CartUnavailableException">PostgreSQL did not answer.</exception>
    public async Task<ImmutableArray<string>> FindPendingAsync(CancellationToken cancellationToken = default)
    {
        var version = await ReadVersionAsync(cancellationToken).ConfigureAwait(false);
        return [.. version.Pending.Select(MigrationScripts.FileOf)];
    }

    /// <summary>Compares the schema with this program. Changes nothing.</summary>
    /// <exception cref="CartUnavailableException">PostgreSQL did not answer.</exception>
    internal async Task<SchemaVersion> ReadVersionAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await OwnConnection.OpenAsync(_options, cancellationToken).ConfigureAwait(false);
            return await new MigrationRun(connection, _options.Schema).ReadVersionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException fault)
        {
            throw new CartUnavailableException("PostgreSQL did not say which scripts its schema has.", outcomeUnknown: false, fault);
        }
    }

    private async Task<ImmutableArray<string>> ApplyAsync(NpgsqlConnection connection, MigrationRun run, CancellationToken cancellationToken)
    {
        var startedAt = _time.GetTimestamp();
        for (var tries = 1; ; tries++)
        {
            var version = await run.ReadVersionAsync(cancellationToken).ConfigureAwait(false);
            if (version.IsTooNew)
            {
                throw new InvalidOperationException(
                    $"PostgreSQL was migrated by a newer program that this one cannot stand in for: {version.Explain(_options.Schema)}. "
                    + "Start the newer program, or restore the backup of before.");
            }

            var pending = version.Pending;
            if (pending.IsEmpty)
            {
                return [];
            }

            await using (var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false))
            {
                if (await run.TryLockAsync(cancellationToken).ConfigureAwait(false))
                {
                    var applied = await run.ApplyAsync(cancellationToken).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    return Report(applied);
                }
            }

            await WaitAsync(run, pending.Length, tries, _time.GetElapsedTime(startedAt), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WaitAsync(MigrationRun run, int pending, int tries, TimeSpan waited, CancellationToken cancellationToken)
    {
        if (tries == 1)
        {
            logger.ScriptsWait(pending, _options.Schema, await run.FindHolderAsync(cancellationToken).ConfigureAwait(false), Patience.TotalSeconds);
        }

        if (waited > Patience)
        {
            var holder = await run.FindHolderAsync(cancellationToken).ConfigureAwait(false);
            throw new CartUnavailableException(
                $"The scripts for the schema '{_options.Schema}' were not applied: another process ({holder} of the server) has held their lock for "
                + $"{Patience.TotalSeconds} s. Wait until it is done, or end it with pg_terminate_backend, and repeat.",
                outcomeUnknown: false);
        }

        await Task.Delay(Poll, _time, cancellationToken).ConfigureAwait(false);
    }

    private ImmutableArray<string> Report(ImmutableArray<string> applied)
    {
        foreach (var script in applied)
        {
            logger.ScriptApplied(script, _options.Schema);
        }

        return [.. applied.Select(MigrationScripts.FileOf)];
    }

    private string Explain(PostgresException fault, MigrationRun? run)
    {
        var cause = PostgresFaults.CauseOf(fault);
        return fault.SqlState switch
        {
            _ when PostgresFaults.IsTurnedAway(fault) =>
                $"PostgreSQL turned the connection away: {cause}. Correct the user, the password or the database in the connection string.",
            PostgresErrorCodes.InsufficientPrivilege =>
                $"The tables of orders need a right that the user does not have: {cause}. Run cart migrate as the owner of the schema '{_options.Schema}', "
                + "or grant the right; docs/security.md lists them.",
            _ => $"{run?.Current ?? "The migration"} could not be applied to the schema '{_options.Schema}': {cause}",
        };
    }
}
