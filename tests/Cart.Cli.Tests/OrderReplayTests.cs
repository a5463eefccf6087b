using Cart.Embedded;
using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.Options;

namespace Cart.Cli.Tests;

/// <summary>One order on the model of the cart store, which can be made to fail and to be meddled with at the worst moment.</summary>
public sealed class OrderReplayTests : IDisposable
{
    private static readonly IOptions<CartOptions> Settings =
        Options.Create(new CartOptions { Currency = "GBP", MaxLines = 100, MaxQuantityPerItem = null, CheckoutLease = TimeSpan.FromSeconds(1) });

    // 40 changes are more than a cart remembers the operations of.
    private static readonly Invoice FortyRows = new(
        "1", "17850", [.. Enumerable.Range(1, 40).Select(static row => new InvoiceRow(row + 1, new ProductKey(1, row), row, 1.00m))]);

    private static readonly CartId Id = CartId.DeriveFrom("online-retail/1");

    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteOrderStore _orders;
    private readonly MeddledCartStore _carts = new(new InMemoryCartStore(Settings, TimeProvider.System));
    private readonly OrderReplay _replay;

    public OrderReplayTests()
    {
        _orders = new SqliteOrderStore(Path.Combine(_directory.Path, "orders.db"), TimeProvider.System);
        _replay = new OrderReplay(CartServices.Engine(carts: _carts, orders: _orders), TimeProvider.System);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_killed_replay_left_in_the_cart_is_not_in_the_order()
    {
        await _carts.ApplyAsync(Id, new AddLines(new ProductKey(1, 1), 7, 9m), Cancellation);
        await _carts.ApplyAsync(Id, new AddLines(new ProductKey(1, "LEFT"), 7, 9m), Cancellation);

        AssertWhole(await _replay.PlaceAsync(FortyRows, Cancellation));
    }

    [Fact]
    public async Task A_checkout_that_a_killed_replay_left_half_done_is_waited_for()
    {
        await _carts.ApplyAsync(Id, new AddLines(new ProductKey(1, 1), 7, 9m), Cancellation);
        await _carts.ApplyAsync(Id, new BeginCheckout(TimeSpan.FromSeconds(1)), Cancellation);

        AssertWhole(await _replay.PlaceAsync(FortyRows, Cancellation));
    }

    [Fact]
    public async Task A_checkout_that_was_committed_but_not_finished_is_answered_as_placed_before()
    {
        var killed = false;
        _carts.Before<FinishCheckout>(() => Interlocked.Exchange(ref killed, true)
            ? default
            : throw new CartUnavailableException("Killed here.", outcomeUnknown: true));
        AssertWhole(await _replay.PlaceAsync(FortyRows, Cancellation));

        var again = await _replay.PlaceAsync(FortyRows, Cancellation);

        Assert.Equal("already_placed", again.Outcome);
        AssertWhole(again);
    }

    [Fact]
    public async Task An_add_that_took_effect_twice_is_not_in_the_order_twice()
    {
        var first = true;
        _carts.After<AddLines>(_ => Interlocked.Exchange(ref first, false)
            ? throw new CartUnavailableException("The answer is lost.", outcomeUnknown: true)
            : default);

        var result = await _replay.PlaceAsync(FortyRows, Cancellation);

        Assert.False(first);
        AssertWhole(result);
    }

    [Fact]
    public async Task A_row_that_somebody_else_slips_in_before_the_checkout_is_not_in_the_order()
    {
        var meddled = false;
        _carts.Before<BeginCheckout>(() => Interlocked.Exchange(ref meddled, true)
            ? default
            : AsTask(_carts.Inner.ApplyAsync(Id, new AddLines(new ProductKey(1, "SLIPPED"), 1, 1m), Cancellation)));

        var result = await _replay.PlaceAsync(FortyRows, Cancellation);

        Assert.True(meddled);
        AssertWhole(result);
    }

    [Fact]
    public async Task Rows_of_one_stock_code_go_in_one_after_the_other_so_that_the_last_price_is_the_lines()
    {
        var (inFlight, most) = (0, 0);
        _carts.Before<AddLines>(async () =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inFlight));
            await Task.Yield();
        });
        _carts.After<AddLines>(_ =>
        {
            Interlocked.Decrement(ref inFlight);
            return default;
        });
        var oneCode = new Invoice(
            "1", null, [.. Enumerable.Range(1, 60).Select(static row => new InvoiceRow(row + 1, new ProductKey(1, "A"), 1, row))]);

        var result = await _replay.PlaceAsync(oneCode, Cancellation);

        Assert.Equal(1, most);
        Assert.Equal([new CartLine(new ProductKey(1, "A"), 60, 60m)], result.Order!.Lines);
    }

    [Fact]
    public async Task Rows_of_different_stock_codes_go_in_at_the_same_time()
    {
        var arrived = 0;
        var allArrived = new TaskCompletionSource();
        _carts.Before<AddLines>(async () =>
        {
            if (Interlocked.Increment(ref arrived) == FortyRows.Rows.Length)
            {
                allArrived.SetResult();
            }

            await allArrived.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        });

        AssertWhole(await _replay.PlaceAsync(FortyRows, Cancellation));
    }

    [Fact]
    public async Task Somebody_who_keeps_changing_the_cart_is_told_of()
    {
        _carts.Before<BeginCheckout>(() => AsTask(_carts.Inner.ApplyAsync(Id, new ClearLines(), Cancellation)));

        var fault = await Assert.ThrowsAsync<ReplayException>(() => _replay.PlaceAsync(FortyRows, Cancellation));

        Assert.Contains("invoice 1 (line 2): another replay of this file seems to be running", fault.Message, StringComparison.Ordinal);
        Assert.Null(await _orders.FindByCartAsync(Id, Cancellation));
    }

    [Fact]
    public async Task A_cart_that_refuses_a_row_is_reported_with_invoice_and_line()
    {
        var tooMany = new Invoice(
            "1", null, [.. Enumerable.Range(1, 101).Select(static row => new InvoiceRow(row + 1, new ProductKey(1, row), 1, 1m))]);

        var fault = await Assert.ThrowsAsync<ReplayException>(() => _replay.PlaceAsync(tooMany, Cancellation));

        Assert.Matches(@"^invoice 1 \(line \d+\): the cart refused it: too_many_lines\.$", fault.Message);
    }

    [Fact]
    public async Task A_store_that_stays_away_is_given_up_on()
    {
        var asked = 0;
        _carts.Before<ClearLines>(() =>
        {
            asked++;
            throw new CartUnavailableException("Away.", outcomeUnknown: false);
        });

        await Assert.ThrowsAsync<CartUnavailableException>(() => _replay.PlaceAsync(FortyRows, Cancellation));

        Assert.Equal(4, asked);
    }

    public void Dispose()
    {
        _orders.Dispose();
        _directory.Dispose();
    }

    private static void AssertWhole(CheckoutResult result)
    {
        var order = result.Order;
        Assert.NotNull(order);
        Assert.Equal("17850", order.UserId);
        Assert.Equal(
            FortyRows.Rows.Select(static row => $"{row.Product} x {row.Quantity} at {row.UnitPrice}"),
            order.Lines.OrderBy(static line => line.Quantity).Select(static line => $"{line.Product} x {line.Quantity} at {line.UnitPrice}"));
    }

    private static async ValueTask AsTask(ValueTask<CartResult> meddling) => await meddling;
}
