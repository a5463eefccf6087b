using Cart.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Cart.Engine.Tests;

public sealed class InMemoryOutboxTests : OrderOutboxContract
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    private protected override Task<(IOrderStore Orders, IOrderOutbox Outbox)> CreateAsync()
    {
        var store = new InMemoryOrderStore(new InMemoryDiscountStore(), _time);
        return Task.FromResult<(IOrderStore, IOrderOutbox)>((store, store));
    }

    protected override Task PassAsync(TimeSpan span)
    {
        _time.Advance(span);
        return Task.CompletedTask;
    }
}
