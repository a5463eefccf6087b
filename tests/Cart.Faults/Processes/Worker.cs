using System.Globalization;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Faults;

/// <summary>
/// A process of the shop under load: some callers add to carts, read them and check them out. Workers of one episode use the same carts.
/// It ends when it is told to; most are killed.
/// </summary>
internal sealed class Worker(WorkSettings settings, IServiceProvider services, WorkLog log)
{
    private const int Slots = 24;
    private const int MaxTries = 5;

    private readonly int[] _generations = new int[Slots];
    private readonly string _name = Guid.NewGuid().ToString("N")[..8];
    private int _operations;

    /// <summary>Works until it is cancelled; what is asked for then is still answered.</summary>
    public static async Task RunAsync(WorkSettings settings, CancellationToken cancellationToken)
    {
        using var log = new WorkLog(settings.Log);
        using var host = WorkHost.Build(settings, log);
        await host.StartAsync(cancellationToken);
        var worker = new Worker(settings, host.Services, log);
        await Task.WhenAll(Enumerable.Range(0, settings.Callers).Select(_ =>
            Task.Run(() => worker.CallAsync(new Random(), cancellationToken), CancellationToken.None)));
        await host.StopAsync(CancellationToken.None);
    }

    private async Task CallAsync(Random random, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var slot = random.Next(Slots);
            var generation = Volatile.Read(ref _generations[slot]);
            var cart = CartId.DeriveFrom($"{settings.Seed}:{slot}:{generation}");
            var closed = random.Next(20) switch
            {
                < 12 => await AddAsync(cart, random),
                < 15 => await ReadAsync(cart),
                15 => await ApplyDiscountAsync(cart, slot),
                _ => await CheckoutAsync(cart),
            };
            if (closed)
            {
                Interlocked.CompareExchange(ref _generations[slot], generation + 1, generation);
            }
        }
    }

    private async Task<bool> AddAsync(CartId cart, Random random)
    {
        var product = new ProductKey(7, random.NextInt64(1, long.MaxValue));
        var note = Start("add", cart) with { Product = product.ToString(), Quantity = random.Next(1, 4) };
        log.Write(note);
        var add = new AddLines(product, note.Quantity, 9.99m) { Operation = OperationId.From(note.Operation) };
        var (result, uncertain) = await RepeatAsync(engine => engine.ApplyAsync(cart, add).AsTask());
        Answer(note, result?.Status.ToString(), uncertain);
        return result?.Status is CartStatus.Ordered;
    }

    private async Task<bool> ReadAsync(CartId cart)
    {
        var note = Start("read", cart);
        log.Write(note);
        var (snapshot, uncertain) = await RepeatAsync(engine => engine.GetAsync(cart).AsTask());
        Answer(note with { Lines = LinesOf(snapshot?.Lines) }, snapshot?.State.ToString(), uncertain);
        return snapshot?.State is CartState.Ordered;
    }

    // A third of the carts is users' carts, the others guests'.
    private async Task<bool> ApplyDiscountAsync(CartId cart, int slot)
    {
        if (slot % 3 == 0)
        {
            var bind = new BindUser(string.Create(CultureInfo.InvariantCulture, $"user {slot}"));
            await RepeatAsync(engine => engine.ApplyAsync(cart, bind).AsTask());
        }

        var code = slot % 3 == 0 ? WorkSettings.Once : WorkSettings.Rush;
        var (result, _) = await RepeatAsync(engine => engine.ApplyAsync(cart, new ApplyDiscount(code.Text)).AsTask());
        return result?.Status is CartStatus.Ordered;
    }

    private async Task<bool> CheckoutAsync(CartId cart)
    {
        var note = Start("checkout", cart);
        log.Write(note);
        var (result, uncertain) = await RepeatAsync(engine => engine.CheckoutAsync(cart));
        Answer(note with { Order = result?.Order?.Id.ToString(), Lines = LinesOf(result?.Order?.Lines) }, result?.Outcome, uncertain);
        if (result?.Error?.DiscountCode is not null)
        {
            await RepeatAsync(engine => engine.ApplyAsync(cart, new RemoveDiscount()).AsTask());
        }

        return result?.Order is not null;
    }

    private WorkNote Start(string what, CartId cart) => new()
    {
        Operation = string.Create(CultureInfo.InvariantCulture, $"{_name}-{Interlocked.Increment(ref _operations)}"),
        What = what,
        Cart = cart.ToString(),
    };

    // What got no answer at all gets no line: it may still take effect.
    private void Answer(WorkNote note, string? answer, bool uncertain)
    {
        if (answer is not null)
        {
            log.Write(note with { Answer = answer, Uncertain = uncertain });
        }
    }

    private static string[]? LinesOf(System.Collections.Immutable.ImmutableArray<CartLine>? lines) =>
        lines is { } held ? [.. held.Select(static line => line.Product.ToString())] : null;

    private async Task<(T? Answer, bool Uncertain)> RepeatAsync<T>(Func<CartEngine, Task<T>> ask)
        where T : class
    {
        var uncertain = false;
        for (var tries = 1; tries <= MaxTries; tries++)
        {
            try
            {
                await using var scope = services.CreateAsyncScope();
                return (await ask(scope.ServiceProvider.GetRequiredService<CartEngine>()), uncertain);
            }
            catch (CartUnavailableException unavailable)
            {
                uncertain |= unavailable.OutcomeUnknown;
                await Task.Delay(50 * tries);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // A fault point that throws. Any other bug ends in the log, where the checks find it.
                var askedFor = fault.Message.StartsWith("CART_FAULT", StringComparison.Ordinal);
                log.Write(new WorkNote { What = "bug", Answer = askedFor ? "asked for" : fault.ToString() });
                uncertain = true;
            }
        }

        return (null, uncertain);
    }
}
