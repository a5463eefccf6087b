using Cart.Engine;
using Npgsql;

namespace Cart.Persistence.Tests;

/// <summary>Another process' checkout, which has claimed its cart and has not committed yet. Rolls back unless told to commit.</summary>
internal sealed class CheckoutInFlight : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private CheckoutInFlight(NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (_connection, _transaction) = (connection, transaction);

    public static async Task<CheckoutInFlight> StartAsync(PostgresFixture postgres, OrderDraft draft, CancellationToken cancellationToken)
    {
        var connection = await postgres.Raw.OpenConnectionAsync(cancellationToken);
        var started = new CheckoutInFlight(connection, await connection.BeginTransactionAsync(cancellationToken));
        await started.ExecuteAsync(
            $"INSERT INTO {postgres.Schema}.checkouts VALUES ('{draft.Cart.Id.ToGuid()}', {draft.Cart.Fence}, '{draft.Id}')");
        return started;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection, _transaction);
        await command.ExecuteNonQueryAsync();
    }

    public Task EndAsync(bool commits) => commits ? _transaction.CommitAsync() : _transaction.RollbackAsync();

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
