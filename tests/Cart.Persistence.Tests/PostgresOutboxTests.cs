using Cart.Engine;
using Cart.Testing;

namespace Cart.Persistence.Tests;

public sealed class PostgresOutboxTests(PostgresFixture postgres) : OrderOutboxContract, IClassFixture<PostgresFixture>
{
    private protected override async Task<(IOrderStore Orders, IOrderOutbox Outbox)> CreateAsync()
    {
        await postgres.ExecuteAsync($"TRUNCATE {postgres.Schema}.outbox");
        return (postgres.Store, postgres.Store);
    }

    // The clock is the server's: instead of letting it pass, everything is made older.
    protected override Task PassAsync(TimeSpan span) => postgres.ExecuteAsync(
        $"UPDATE {postgres.Schema}.outbox SET created_at = created_at - interval '{span}', due_at = due_at - interval '{span}'");
}
