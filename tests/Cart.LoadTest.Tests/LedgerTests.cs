using Cart.Engine;

namespace Cart.LoadTest.Tests;

public sealed class LedgerTests
{
    [Fact]
    public async Task A_loss_in_one_cart_does_not_hide_behind_a_surplus_in_another()
    {
        var (first, second) = (CartId.New(), CartId.New());
        var ledger = new UnitLedger([first, second]);
        ledger.Acknowledge(0, 10);
        ledger.Acknowledge(1, 10);

        var check = await ledger.CheckAsync(cart => Task.FromResult(cart == first ? 7L : 13L));

        Assert.Equal((20, 3, 3), (check.Acknowledged, check.Lost, check.Surplus));
        Assert.False(check.IsClean);
    }

    [Fact]
    public async Task An_add_that_failed_may_be_there_or_not()
    {
        var ledger = new UnitLedger([CartId.New()]);
        await Assert.ThrowsAsync<TimeoutException>(() => ledger.CountAsync(0, 5, () => throw new TimeoutException()));

        Assert.True((await ledger.CheckAsync(static _ => Task.FromResult(0L))).IsClean);
        Assert.True((await ledger.CheckAsync(static _ => Task.FromResult(5L))).IsClean);
        Assert.False((await ledger.CheckAsync(static _ => Task.FromResult(6L))).IsClean);
    }

    [Fact]
    public async Task Uses_beyond_the_cap_are_too_many_also_when_answers_were_lost()
    {
        var tally = new OrderTally();
        for (var i = 0; i < 3; i++)
        {
            await tally.CountAsync(static () => Task.FromResult(true));
        }

        await Assert.ThrowsAsync<TimeoutException>(() => tally.CountAsync(static () => throw new TimeoutException()));

        Assert.True(tally.Check("orders", found: 4).IsClean);
        Assert.True(tally.Check("orders", found: 4, cap: 4).IsClean);
        Assert.False(tally.Check("orders", found: 4, cap: 3).IsClean);
    }

    [Fact]
    public async Task An_order_that_was_acknowledged_and_is_not_there_is_lost()
    {
        var tally = new OrderTally();
        await tally.CountAsync(static () => Task.FromResult(true));
        await tally.CountAsync(static () => Task.FromResult(false));

        Assert.Equal(1, tally.Check("orders", found: 0).Lost);
        Assert.True(tally.Check("orders", found: 1).IsClean);
    }
}
