using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Cart.Faults;

/// <summary>Compares what the workers were told with what the stores hold at rest.</summary>
internal sealed class EpisodeCheck(IReadOnlyList<WorkNote> notes, long cartsLostAt)
{
    private readonly Dictionary<string, Order> _orders = [];
    private readonly List<CartSnapshot> _carts = [];
    private readonly List<string> _violations = [];
    private long _histories;

    public EpisodeReport Report()
    {
        CheckAnswers();
        CheckEvents();
        CheckUnits();
        if (cartsLostAt == 0)
        {
            CheckHistories();
        }

        return new EpisodeReport(
            notes.Count(static note => note is { IsAnswer: false, Cart: not null }), _orders.Count, _histories, _violations);
    }

    public async Task LoadAsync(IServiceProvider services, string postgres, string schema, CancellationToken cancellationToken)
    {
        var (carts, orders) = (services.GetRequiredService<ICartStore>(), services.GetRequiredService<IOrderStore>());
        foreach (var text in notes.Select(static note => note.Cart).OfType<string>().Distinct())
        {
            _ = CartId.TryParse(text, out var cart);
            await LoadCartAsync(cart);
            if (await orders.FindByCartAsync(cart, cancellationToken) is { } order)
            {
                _orders.Add(text, order);
            }
        }

        await CheckTablesAsync(postgres, schema, cancellationToken);
        await CheckDiscountsAsync(services, cancellationToken);

        async Task LoadCartAsync(CartId cart)
        {
            var snapshot = await carts.GetAsync(cart, cancellationToken);
            _carts.Add(snapshot);
            Check(snapshot.State is CartState.Open or CartState.Ordered, $"cart {cart} is still {snapshot.State}");
            if (snapshot.Successor is { } successor)
            {
                await LoadCartAsync(successor);
            }
        }
    }

    private void Check(bool holds, string violation)
    {
        if (!holds)
        {
            _violations.Add(violation);
        }
    }

    private async Task CheckTablesAsync(string postgres, string schema, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(postgres);
        foreach (var (broken, count) in OrderRules.All)
        {
            await using var command = source.CreateCommand(count.Replace("$", schema, StringComparison.Ordinal));
            Check((long)(await command.ExecuteScalarAsync(cancellationToken))! == 0, broken);
        }
    }

    private async Task CheckDiscountsAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var stored = (await services.GetRequiredService<IDiscountStore>().FindAsync(WorkSettings.Rush, cancellationToken))!;
        var cached = await services.GetRequiredService<IDiscountGate>().FindAsync(WorkSettings.Rush, cancellationToken);
        Check(cached is null || cached.Granted <= stored.Granted, $"the gate counts {cached?.Granted} uses, the database {stored.Granted}");
        Check(
            cached is null || cartsLostAt > 0 || cached.Granted == stored.Granted,
            $"at rest the gate counts {cached?.Granted} uses, the database {stored.Granted}");
    }

    private void CheckAnswers()
    {
        foreach (var note in notes.Where(static note => note.What == "bug" && note.Answer != "asked for"))
        {
            Check(false, $"a worker failed: {note.Answer}");
        }

        foreach (var note in notes.Where(static note => note is { What: "checkout", Order: not null }))
        {
            Check(
                _orders.TryGetValue(note.Cart!, out var order) && order.Id.ToString() == note.Order,
                $"a worker was told of order {note.Order} of cart {note.Cart}, which is not there");
            Check(
                order is null || order.Lines.Select(static line => line.Product.ToString()).SequenceEqual(note.Lines!),
                $"order {note.Order} is not what the worker was told");
        }
    }

    private void CheckEvents()
    {
        foreach (var what in new[] { "checked_out", "placed" })
        {
            var heard = notes.Where(note => note.What == what).Select(static note => note.Order).ToHashSet();
            foreach (var order in _orders.Values)
            {
                Check(heard.Contains(order.Id.ToString()), $"nobody heard that order {order.Id} was {what}");
            }
        }
    }

    // What was acknowledged is in an order or in a live cart, once; what was refused is nowhere.
    private void CheckUnits()
    {
        var found = _orders.Values.SelectMany(static order => order.Lines).Concat(_carts.SelectMany(static cart => cart.Lines))
            .GroupBy(static line => line.Product.ToString())
            .ToDictionary(static lines => lines.Key, static lines => lines.Sum(static line => (long)line.Quantity.ToInt32()));
        var answers = notes.Where(static note => note is { What: "add", IsAnswer: true }).ToDictionary(static note => note.Operation);
        foreach (var add in notes.Where(static note => note is { What: "add", IsAnswer: false }))
        {
            var units = found.GetValueOrDefault(add.Product!);
            var answer = answers.GetValueOrDefault(add.Operation);
            Check(units is 0 || units == add.Quantity, $"{add.Quantity} x {add.Product} were added, {units} are there");
            if (answer is { Answer: "Ok" } && add.At > cartsLostAt)
            {
                Check(units == add.Quantity, $"{add.Product} was acknowledged in cart {add.Cart} and is gone");
            }
            else if (answer is { Uncertain: false } and not { Answer: "Ok" })
            {
                Check(units == 0, $"{add.Product} was refused as {answer.Answer} and is there");
            }
        }
    }

    private void CheckHistories()
    {
        foreach (var cart in notes.Where(static note => note.Cart is not null).GroupBy(static note => note.Cart!))
        {
            var history = CartHistory.Of(cart);
            if (history.Count <= 60)
            {
                _histories++;
                Check(
                    Linearizability.Holds(history, default),
                    $"no order of operations explains cart {cart.Key}: {string.Join("; ", history.Select(static operation => operation.ToString()))}");
            }
        }
    }
}
