using Cart.Engine;
using Cart.Testing;

namespace Cart.Persistence.Tests;

public sealed class PooledOutboxTests : OrderOutboxContract, IClassFixture<PooledFixture>
{
    private readonly PooledFixture _postgres;

    public PooledOutboxTests(PooledFixture postgres)
    {
        PooledFixture.SkipWithoutPgBouncer();
        _postgres = postgres;
    }

    private protected override async Task<(IOrderStore Orders, IOrderOutbox Outbox)> CreateAsync()
    {
        await _postgres.ExecuteAsync($"TRUNCATE {_postgres.Schema}.outbox");
        return (_postgres.Store, _postgres.Store);
    }

    // The clock is the server's: instead of letting it pass, everything is made older.
    protected override Task PassAsync(TimeSpan span) => _postgres.ExecuteAsync(
        $"UPDATE {_postgres.Schema}.outbox SET created_at = created_at - interval '{span}', due_at = due_at - interval '{span}'");
}
