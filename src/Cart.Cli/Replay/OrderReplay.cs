using System.Collections.Concurrent;
using Cart.Engine;
using Polly;
using Polly.Retry;

namespace Cart.Cli;

/// <summary>
/// Places the order of one invoice exactly once, even if it is replayed repeatedly or concurrently, or after a killed replay.
/// </summary>
/// <remarks>
/// An attempt first clears the cart. Its checkout expects the version after the clearing plus one for each of its changes. So an order contains
/// exactly the rows of one attempt. A change by someone else makes the version differ, as does one that took effect twice because the cart had
/// forgotten its operation. The attempt then starts over.
/// </remarks>
internal sealed class OrderReplay(CartEngine engine, TimeProvider time)
{
    private const int MaxAddsInFlight = 64;
    private const int MaxTries = 10;
    private const int MaxWaits = 60;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(20);

    private readonly ResiliencePipeline _patience = StorePatience.Create(time);

    /// <summary>Places an invoice's order and returns it, or returns the order that was placed before.</summary>
    /// <exception cref="CartUnavailableException">A store did not answer, several times.</exception>
    /// <exception cref="ReplayException">The cart refuses the invoice, or concurrent changes do not stop.</exception>
    public async Task<CheckoutResult> PlaceAsync(Invoice invoice, CancellationToken cancellationToken)
    {
        var tries = 0;
        var waits = 0;
        while (tries < MaxTries && waits < MaxWaits)
        {
            var result = await TryAsync(invoice, cancellationToken).ConfigureAwait(false);
            if (result.Error is not { } error)
            {
                return result;
            }

            if (result.IsInProgress)
            {
                waits++;
                await Task.Delay(WaitFor(error.RetryAfter), time, cancellationToken).ConfigureAwait(false);
            }
            else if (error.Is(CartErrors.VersionMismatch) || error.Is(CartErrors.CartEmpty))
            {
                tries++;
                await Task.Delay(BackOff(tries), time, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                throw new ReplayException(invoice, invoice.Line, $"the order was refused: {error.Code}.");
            }
        }

        throw new ReplayException(
            invoice, invoice.Line, "another replay of this file seems to be running. Let it end, then run this one again: it continues.");
    }

    // Two replays of one invoice clear each other's cart while they overlap. Random, exponentially growing delays let one of them finish.
    private static TimeSpan BackOff(int tries) => Random.Shared.NextDouble() * WaitFor(ShortestWait * Math.Pow(2, tries));

    // A checkout usually ends long before its lease, so do not wait for the whole lease.
    private static TimeSpan WaitFor(TimeSpan? retryAfter)
    {
        var wait = retryAfter ?? LongestWait;
        return wait > LongestWait ? LongestWait : wait < ShortestWait ? ShortestWait : wait;
    }

    private async Task<CheckoutResult> TryAsync(Invoice invoice, CancellationToken cancellationToken)
    {
        var id = CartId.DeriveFrom("online-retail/" + invoice.Number);
        var cleared = await ApplyAsync(id, new ClearLines(), cancellationToken).ConfigureAwait(false);
        var refusal = Refusal(invoice, invoice.Line, cleared) ?? await FillAsync(id, invoice, cancellationToken).ConfigureAwait(false);
        if (refusal is { Error: not null })
        {
            return refusal;
        }

        var changes = invoice.Rows.Length + (invoice.CustomerId is null ? 0 : 1);
        return await CheckoutAsync(id, invoice, cleared.Version + changes, cancellationToken).ConfigureAwait(false);
    }

    // A running checkout is not cancelled: half a checkout would hold the cart until its lease runs out.
    private async Task<CheckoutResult> CheckoutAsync(CartId id, Invoice invoice, long version, CancellationToken cancellationToken)
    {
        var request = new CheckoutRequest { ExpectedVersion = version };
        try
        {
            return await _patience.ExecuteAsync(
                async _ => await engine.CheckoutAsync(id, request, CancellationToken.None).ConfigureAwait(false), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (InvalidOperationException stores)
        {
            throw new ReplayException(
                invoice, invoice.Line, $"{stores.Message} The carts of one run and the orders of another do not go together: name the stores of the first run.");
        }
    }

    // Rows with the same stock code are added one after the other, because the last price is the line's. All others are added at once.
    private async Task<CheckoutResult?> FillAsync(CartId id, Invoice invoice, CancellationToken cancellationToken)
    {
        if (invoice.CustomerId is { } customerId)
        {
            var bind = new BindUser(customerId) { Operation = OperationId.New() };
            var bound = await ApplyAsync(id, bind, cancellationToken).ConfigureAwait(false);
            if (Refusal(invoice, invoice.Line, bound) is { } refusal)
            {
                return refusal;
            }
        }

        var refusals = new ConcurrentQueue<CheckoutResult>();
        await Parallel.ForEachAsync(
            invoice.Rows.GroupBy(static row => row.Product),
            new ParallelOptions { MaxDegreeOfParallelism = MaxAddsInFlight, CancellationToken = cancellationToken },
            async (rows, token) =>
            {
                foreach (var row in rows)
                {
                    var add = new AddLines(row.Product, row.Quantity, row.UnitPrice) { Operation = OperationId.New() };
                    var added = await ApplyAsync(id, add, token).ConfigureAwait(false);
                    if (Refusal(invoice, row.Line, added) is { } refusal)
                    {
                        refusals.Enqueue(refusal);
                        return;
                    }
                }
            }).ConfigureAwait(false);
        return refusals.FirstOrDefault();
    }

    private ValueTask<CartResult> ApplyAsync(CartId id, CartMutation mutation, CancellationToken cancellationToken) =>
        _patience.ExecuteAsync(token => engine.ApplyAsync(id, mutation, token), cancellationToken);

    // Problems that are not the row's are reported as those of a checkout. Null means that the change took effect.
    private static CheckoutResult? Refusal(Invoice invoice, long line, CartResult result) => result.Status switch
    {
        CartStatus.Ok => null,
        CartStatus.Ordered => new CheckoutResult { WasPlacedBefore = true },
        CartStatus.CheckoutInProgress or CartStatus.CheckoutLapsed => new CheckoutResult { Error = CartErrors.Of(result) },
        _ => throw new ReplayException(invoice, line, $"the cart refused it: {CartErrors.Of(result).Code}."),
    };
}

/// <summary>Specifies how long a replay retries a store that does not answer.</summary>
internal static class StorePatience
{
    /// <summary>Tries up to four times, within a few seconds, before <see cref="CartUnavailableException"/> is thrown.</summary>
    public static ResiliencePipeline Create(TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<CartUnavailableException>(),
                MaxRetryAttempts = 3,
                Delay = TimeSpan.FromMilliseconds(100),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .Build();
}

/// <summary>Thrown when an invoice cannot be replayed. The message names it and says what to do.</summary>
internal sealed class ReplayException(Invoice invoice, long line, string problem)
    : Exception($"invoice {invoice.Number} (line {line}): {problem}");
