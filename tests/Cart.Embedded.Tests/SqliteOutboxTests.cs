using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Cart.Embedded.Tests;

public sealed class SqliteOutboxTests : OrderOutboxContract, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private SqliteOrderStore? _store;

    public void Dispose()
    {
        _store?.Dispose();
        _directory.Dispose();
    }

    private protected override Task<(IOrderStore Orders, IOrderOutbox Outbox)> CreateAsync()
    {
        _store = new SqliteOrderStore(Path.Combine(_directory.Path, "orders.db"), _time);
        return Task.FromResult<(IOrderStore, IOrderOutbox)>((_store, _store));
    }

    protected override Task PassAsync(TimeSpan span)
    {
        _time.Advance(span);
        return Task.CompletedTask;
    }
}
