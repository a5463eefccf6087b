using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.Extensions.Options;
using Npgsql;
using static Cart.Persistence.BatchExtensions;

namespace Cart.Persistence;

/// <summary>Keeps discounts in PostgreSQL, beside the orders that use them. Every method is one round trip.</summary>
public sealed class PostgresDiscountStore : IDiscountStore, IDisposable
{
    private readonly PostgresDatabase _database;
    private readonly DiscountStatements _sql;

    /// <summary>Makes a store with connections of its own, none of which is opened yet.</summary>
    /// <param name="options">Where the discounts are; valid.</param>
    public PostgresDiscountStore(IOptions<PostgresOptions> options)
        : this(options, state: null)
    {
    }

    internal PostgresDiscountStore(IOptions<PostgresOptions> options, PostgresState? state)
    {
        ArgumentNullException.ThrowIfNull(options);
        _database = new PostgresDatabase(options.Value, state);
        _sql = new DiscountStatements(options.Value.Schema);
    }

    /// <inheritdoc/>
    public ValueTask<Discount?> FindAsync(DiscountCode code, CancellationToken cancellationToken = default) => _database.RunAsync(
        "read a discount", changes: false, batch => batch.Add(_sql.Read, Text(code.Key)), DiscountReader.FindAsync, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DiscountEdit> CreateAsync(Discount discount, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(discount);
        if (discount.CurrentUses > discount.MaxUses)
        {
            return ValueTask.FromResult(DiscountEdit.BelowUses);
        }

        return _database.RunAsync(
            "create a discount",
            changes: true,
            batch => batch.Add(
                _sql.Create,
                [
                    Text(discount.Code.Key), Text(discount.Code.Text), .. DefinitionOf(discount), Bigint(discount.Granted), Bigint(discount.Returned),
                ]),
            (reader, _) => ValueTask.FromResult(reader.RecordsAffected == 1 ? DiscountEdit.Done : DiscountEdit.Duplicate),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<DiscountEdit> UpdateAsync(Discount discount, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(discount);
        return _database.RunAsync("update a discount", changes: true, Fill, ReadAsync, cancellationToken);

        void Fill(NpgsqlBatch batch)
        {
            var key = discount.Code.Key;
            // A table is locked only in a transaction of one's own; sent with the rest, it costs no round trip.
            batch.Add("BEGIN");
            batch.Add(_sql.WaitForOrders);
            batch.Add(_sql.CountUncounted, Text(key));
            batch.Add(_sql.Update, [Text(key), .. DefinitionOf(discount), Bigint(discount.Revision)]);
            batch.Add(_sql.ReadRevision, Text(key));
            batch.Add("COMMIT");
        }

        async ValueTask<DiscountEdit> ReadAsync(NpgsqlDataReader reader, CancellationToken token)
        {
            var updated = await reader.ReadAsync(token).ConfigureAwait(false);
            await reader.NextResultAsync(token).ConfigureAwait(false);
            var exists = await reader.ReadAsync(token).ConfigureAwait(false);
            var isOther = exists && !updated && discount.Revision != 0 && reader.GetInt64(0) != discount.Revision;
            await reader.NextResultAsync(token).ConfigureAwait(false);
            return (exists, updated) switch
            {
                (false, _) => DiscountEdit.NotFound,
                _ when isOther => DiscountEdit.RevisionMismatch,
                (_, false) => DiscountEdit.BelowUses,
                _ => DiscountEdit.Done,
            };
        }
    }

    /// <inheritdoc/>
    public ValueTask<DiscountEdit> DeleteAsync(DiscountCode code, CancellationToken cancellationToken = default)
    {
        return _database.RunAsync(
            "delete a discount",
            changes: true,
            Fill,
            (reader, _) => ValueTask.FromResult(reader.RecordsAffected == 1 ? DiscountEdit.Done : DiscountEdit.NotFound),
            cancellationToken);

        void Fill(NpgsqlBatch batch)
        {
            batch.Add("BEGIN");
            batch.Add(_sql.WaitForOrders);
            batch.Add(_sql.Delete, Text(code.Key));
            batch.Add("COMMIT");
        }
    }

    /// <inheritdoc/>
    public ValueTask<long> CountUsesAsync(DiscountCode code, string userId, CancellationToken cancellationToken = default)
    {
        return _database.RunAsync(
            "count uses", changes: false, batch => batch.Add(_sql.CountUses, Text(code.Key), Text(userId)), ReadAsync, cancellationToken);

        static async ValueTask<long> ReadAsync(NpgsqlDataReader reader, CancellationToken token)
        {
            await reader.ReadAsync(token).ConfigureAwait(false);
            return reader.GetInt64(0);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<Discount>> ListAsync(
        DiscountCode? after = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        return _database.RunAsync(
            "list discounts",
            changes: false,
            batch => batch.Add(_sql.List, Text(after?.Key), Bigint(limit)),
            DiscountReader.ListAsync,
            cancellationToken);
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _database.Dispose();

    private static NpgsqlParameter[] DefinitionOf(Discount discount) =>
    [
        Text(DiscountReader.NameOf(discount.Type)),
        Numeric(discount.Value),
        Numeric(discount.MinCartValue),
        Bigint(discount.MaxUses),
        Boolean(discount.IsActive),
        Time(discount.ValidFrom),
        Time(discount.ValidUntil),
        Int(discount.MaxUsesPerCustomer),
    ];
}
