using System.Collections.Immutable;
using System.Diagnostics;

namespace Cart.Walk;

/// <summary>Makes a walk shorter and plainer as long as it breaks the same rule, each time from the beginning.</summary>
internal sealed class Shrinker(WalkShop shop, Target target, bool looks, string rule, TimeSpan limit)
{
    private readonly Stopwatch _running = Stopwatch.StartNew();

    /// <summary>Returns the shortest walk that was found, and what became of it.</summary>
    public async Task<(ImmutableArray<Call> Calls, WalkResult Result)> ShrinkAsync(ImmutableArray<Call> calls, WalkResult result, CancellationToken cancellationToken)
    {
        var best = (Calls: calls, Result: result);
        for (var isShorter = true; isShorter && _running.Elapsed < limit;)
        {
            isShorter = false;
            foreach (var candidate in Candidates(best.Calls, StepOf(best.Result)))
            {
                if (_running.Elapsed >= limit || cancellationToken.IsCancellationRequested)
                {
                    break;
                }

                var tried = await WalkRun.RunAsync(shop, target, candidate, looks, cancellationToken);
                if (tried.Findings.Any(finding => finding.Rule == rule))
                {
                    best = (candidate, tried);
                    isShorter = true;
                    break;
                }
            }
        }

        return best;
    }

    private int StepOf(WalkResult result) => result.Findings.First(finding => finding.Rule == rule).Step;

    private static IEnumerable<ImmutableArray<Call>> Candidates(ImmutableArray<Call> calls, int failed)
    {
        if (failed < calls.Length)
        {
            yield return calls[..failed];
        }

        for (var size = calls.Length / 2; size >= 1; size /= 2)
        {
            for (var start = calls.Length - size; start >= 0; start -= size)
            {
                yield return calls.RemoveRange(start, size);
            }
        }

        for (var n = 0; n < calls.Length; n++)
        {
            foreach (var plainer in Plainer(calls[n]))
            {
                yield return calls.SetItem(n, plainer);
            }
        }
    }

    private static IEnumerable<Call> Plainer(Call call)
    {
        foreach (var inner in call.Inner)
        {
            yield return inner with { Browser = call.Kind is CallKind.Tabs ? call.Browser : inner.Browser };
        }

        if (call.Inner.Length > 1 && call.Kind is CallKind.During)
        {
            yield return call with { Inner = call.Inner[..1] };
            yield return call with { Inner = call.Inner[1..] };
        }

        if (call.Kind is CallKind.AddTwo or CallKind.Burst or CallKind.Import)
        {
            yield return new Call(CallKind.Add, call.Browser) { Product = call.Product };
        }

        Call[] plainer =
        [
            call with { Match = TagChoice.None, Known = TagChoice.None },
            call with { Match = call.Match is TagChoice.Earlier ? TagChoice.Last : call.Match, Known = call.Known is TagChoice.Earlier ? TagChoice.Last : call.Known },
            call with { IsKeyed = false },
            call with { Total = TotalChoice.None },
            call with { IsSwapped = false },
            call with { IsFacade = false },
            call.Kind is CallKind.Import ? call with { Code = null } : call,
            call.Kind is CallKind.Import ? call with { Other = null } : call,
            call.Kind is CallKind.Add or CallKind.Import ? call with { Quantity = 1 } : call,
            call.Kind is CallKind.Set or CallKind.Adjust && call.Quantity > 1 ? call with { Quantity = 1 } : call,
            call with { Product = 0 },
            call.Kind is CallKind.SignIn or CallKind.Recognise ? call with { User = 0 } : call,
            call.Kind is CallKind.Apply or CallKind.Toggle ? call with { Code = 0 } : call,
        ];
        foreach (var one in plainer.Where(one => one != call))
        {
            yield return one;
        }
    }
}
