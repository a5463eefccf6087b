using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Cart.Testing;

namespace Cart.Engine.Tests;

/// <summary>Which statuses of <c>cart.operation.duration</c> are refusals: an answer that changed nothing because a rule said no.</summary>
public sealed partial class MeasuredStatusTests : IDisposable
{
    private static readonly ProductKey Widget = new(7, 42);

    // Measurements of other tests that run at the same time go to the same meter.
    private static readonly AsyncLocal<ConcurrentQueue<string>?> Heard = new();

    private readonly MeterListener _meters = new()
    {
        InstrumentPublished = static (instrument, listener) =>
    {
        if (instrument.Name is "cart.operation.duration")
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }
    };

    private readonly InMemoryCartSession _session = new();

    public MeasuredStatusTests()
    {
        _meters.SetMeasurementEventCallback<double>(static (_, _, tags, _) =>
        {
            foreach (var (name, value) in tags)
            {
                if (name is "cart.status")
                {
                    Heard.Value?.Enqueue((string)value!);
                }
            }
        });
        _meters.Start();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _meters.Dispose();

    [Fact]
    public async Task What_took_effect_or_was_repeated_is_no_refusal_and_what_a_rule_refused_is_one()
    {
        using var host = new FacadeHost(new CartOptions { MaxQuantityPerItem = 9 });
        var cartId = CartId.New();
        var add = new AddLines([new CartLine(Widget, 1, 10m)]) { Operation = OperationId.New() };
        var checkout = new CheckoutRequest { Operation = OperationId.New() };
        var notRefused = await NotRefusedAsync();

        Assert.Equal("ok", await StatusOfAsync(cart => cart.AddAsync(Widget, 10m, cancellationToken: Cancellation)));
        Assert.Equal("ok", await StatusOfAsync(_ => host.Get<CartEngine>().ApplyAsync(cartId, add, Cancellation).AsTask()));
        Assert.Equal("replayed", await StatusOfAsync(_ => host.Get<CartEngine>().ApplyAsync(cartId, add, Cancellation).AsTask()));
        var refusals = new[]
        {
            await StatusOfAsync(cart => cart.AddAsync(Widget, 10m, 9, cancellationToken: Cancellation)),
            await StatusOfAsync(_ => host.Get<CartEngine>().ApplyAsync(cartId, new AddLines([new CartLine(Widget, 1, -1m)]), Cancellation).AsTask()),
            await StatusOfAsync(cart => cart.RemoveAsync(new ProductKey(7, 1), cancellationToken: Cancellation)),
            await StatusOfAsync(cart => cart.CheckoutAsync(new CheckoutRequest { ExpectedTotal = 1m }, Cancellation)),
        };
        Assert.Equal("placed", await StatusOfAsync(cart => cart.CheckoutAsync(checkout, Cancellation)));
        var again = await StatusOfAsync(cart => cart.CheckoutAsync(cancellationToken: Cancellation));

        Assert.Equal("already_placed", again);
        Assert.Equal(["invalid_quantity", "invalid_price", "item_not_found", "expected_total_mismatch"], refusals);
        Assert.DoesNotContain(refusals, notRefused.Contains);

        async Task<string> StatusOfAsync(Func<ShoppingCart, Task> act)
        {
            Heard.Value = [];
            try
            {
                await act(host.Request(_session));
            }
            catch (CartException)
            {
                // The facade throws what a rule refuses; the measurement tells it too.
            }

            // Reads of the cart, before and after, say nothing of the refusal.
            return Heard.Value.LastOrDefault(static status => status is not "ok") ?? Heard.Value.LastOrDefault() ?? "nothing was measured";
        }
    }

    [Fact]
    public async Task The_page_names_the_statuses_that_are_no_refusals() =>
        Assert.Equal(["already_placed", "failed", "ok", "outcome_unknown", "placed", "replayed", "unavailable"], (await NotRefusedAsync()).Order());

    private static async Task<HashSet<string>> NotRefusedAsync()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "docs/observability.md"), Cancellation);
        return [.. Name().Matches(Sentence().Match(page).Value).Select(static name => name.Groups[1].Value)];
    }

    [GeneratedRegex("A refusal changed nothing because a rule said no: every status but [^|]*")]
    private static partial Regex Sentence();

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Name();
}
