using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using static Cart.Persistence.BatchExtensions;

namespace Cart.Persistence;

/// <summary>Keeps orders in PostgreSQL. Every method is one round trip.</summary>
/// <remarks>
/// The row of a cart in <c>checkouts</c> is the judge: whoever writes an order id into it first has placed the order, and a fence
/// written without one shuts out that fence and all below. A batch is sent without an explicit transaction, which makes it one
/// implicit transaction: no lock is ever held while the server waits for this process.
/// </remarks>
public sealed class PostgresOrderStore : IOrderStore, IDisposable
{
    private const int MaxTries = 3;

    private readonly PostgresDatabase _database;
    private readonly OrderStatements _sql;

    /// <summary>Makes a store with connections of its own, none of which is opened yet.</summary>
    /// <param name="options">Where the orders are; valid.</param>
    public PostgresOrderStore(IOptions<PostgresOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _database = new PostgresDatabase(options.Value);
        _sql = new OrderStatements(options.Value.Schema);
    }

    /// <inheritdoc/>
    public async ValueTask<Placement> PlaceAsync(OrderDraft draft, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await _database
                    .RunAsync("place an order", changes: true, batch => AddPlacement(batch, draft), ReadAsync, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (PostgresException error) when (error is { SqlState: PostgresErrorCodes.NotNullViolation, TableName: "discount_redemptions" })
            {
                // The refusal rolled everything back. If there is no reason for it any more, the next try may succeed.
                var problem = await ProblemAsync(draft, cancellationToken).ConfigureAwait(false);
                if (problem is not null || tries == MaxTries)
                {
                    return new Placement.DiscountRefused(problem ?? DiscountProblem.Exhausted);
                }
            }
        }

        async ValueTask<Placement> ReadAsync(NpgsqlDataReader reader, CancellationToken token)
        {
            await reader.ReadAsync(token).ConfigureAwait(false);
            var placement = OrderReader.Placement(reader, draft.Id);
            return placement is Placement.Placed placed && draft.Discount is not null
                ? placed with { Uses = await OrderReader.UsesAsync(reader, token).ConfigureAwait(false) }
                : placement;
        }
    }

    /// <inheritdoc/>
    public ValueTask<OrderId?> SettleAsync(CartId cartId, long fence, CancellationToken cancellationToken = default)
    {
        return _database.RunAsync("settle a checkout", changes: true, Fill, ReadAsync, cancellationToken);

        void Fill(NpgsqlBatch batch)
        {
            // The commit that this waits for has one time limit to be carried out and another to be cancelled.
            batch.Timeout *= 2;
            batch.Add(_sql.WaitForLocks);
            batch.Add(_sql.Settle, Uuid(cartId), Bigint(fence));
        }

        static async ValueTask<OrderId?> ReadAsync(NpgsqlDataReader reader, CancellationToken token)
        {
            await reader.NextResultAsync(token).ConfigureAwait(false);
            await reader.ReadAsync(token).ConfigureAwait(false);
            return reader.IsDBNull(0) ? null : OrderId.FromGuid(reader.GetGuid(0));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Order?> GetAsync(OrderId id, CancellationToken cancellationToken = default) =>
        ReadAsync(_sql.ReadOrder, _sql.ReadLines, id.ToGuid(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Order?> FindByCartAsync(CartId cartId, CancellationToken cancellationToken = default) =>
        ReadAsync(_sql.ReadOrderOfCart, _sql.ReadLinesOfCart, cartId.ToGuid(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<Order>> ListByUserAsync(
        string userId, OrderId? before = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        return _database.RunAsync("list orders", changes: false, Fill, OrderReader.OrdersAsync, cancellationToken);

        void Fill(NpgsqlBatch batch)
        {
            batch.Add(_sql.ListOrders, Text(userId), Uuid(before?.ToGuid()), Bigint(limit));
            batch.Add(_sql.ListLines, Text(userId), Uuid(before?.ToGuid()), Bigint(limit));
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _database.Dispose();

    private ValueTask<Order?> ReadAsync(string readOrder, string readLines, Guid id, CancellationToken cancellationToken)
    {
        return _database.RunAsync("read an order", changes: false, Fill, OrderReader.OrderAsync, cancellationToken);

        void Fill(NpgsqlBatch batch)
        {
            batch.Add(readOrder, Uuid(id));
            batch.Add(readLines, Uuid(id));
        }
    }

    // The minimum is not looked at here: the engine has compared it with what it priced.
    private async ValueTask<DiscountProblem?> ProblemAsync(OrderDraft draft, CancellationToken cancellationToken)
    {
        var discount = await _database.RunAsync(
            "read a discount",
            changes: false,
            batch => batch.Add(_sql.Discounts.Read, Text(draft.Discount!.Value.Key)),
            DiscountReader.FindAsync,
            cancellationToken).ConfigureAwait(false);
        return discount is null ? DiscountProblem.NotFound : DiscountRules.Check(discount, decimal.MaxValue, draft.PricedAt);
    }

    private void AddPlacement(NpgsqlBatch batch, OrderDraft draft)
    {
        var (id, cart, totals) = (draft.Id, draft.Cart, draft.Totals);
        batch.Add(_sql.Claim, Uuid(cart.Id), Bigint(cart.Fence), Uuid(id));
        batch.Add(
            _sql.InsertOrder,
            Uuid(id),
            Uuid(cart.Id),
            Text(cart.UserId),
            Text(totals.Currency.Code),
            Amount(totals.Summary),
            Text(draft.Discount?.Text),
            Amount(totals.DiscountAmount),
            Amount(totals.Tax),
            Amount(totals.Shipping),
            Amount(totals.Total),
            Bigint(cart.Version),
            Bigint(cart.Fence),
            new NpgsqlParameter<byte[]> { TypedValue = CartJson.Write(cart), NpgsqlDbType = NpgsqlDbType.Jsonb });
        batch.Add(
            _sql.InsertLines,
            Uuid(id),
            Uuid(cart.Id),
            Column(NpgsqlDbType.Integer, (_, index) => index + 1),
            Column(NpgsqlDbType.Integer, static (line, _) => line.Product.ContentTypeId),
            Column(NpgsqlDbType.Text, static (line, _) => line.Product.ObjectId),
            Column(NpgsqlDbType.Integer, static (line, _) => line.Quantity.Value),
            Column(NpgsqlDbType.Numeric, (line, _) => totals.Currency.Round(line.UnitPrice)),
            Column(NpgsqlDbType.Numeric, (line, _) => totals.Currency.Round(line.TotalPrice)));
        if (draft.Discount is { } discount)
        {
            batch.Add(_sql.Redeem, Uuid(id), Uuid(cart.Id), Text(discount.Key), Time(draft.PricedAt), Amount(totals.DiscountAmount));
        }

        batch.Add(_sql.ReadDecision, Uuid(cart.Id));
        if (draft.Discount is not null)
        {
            batch.Add(_sql.ReadUses, Uuid(id));
        }

        NpgsqlParameter Amount(decimal amount) => Numeric(totals.Currency.Round(amount));

        NpgsqlParameter Column<T>(NpgsqlDbType type, Func<CartLine, int, T> valueOf) =>
            new NpgsqlParameter<T[]> { TypedValue = [.. cart.Lines.Select(valueOf)], NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}
