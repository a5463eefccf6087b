using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace Cart.Walk;

/// <summary>Runs the calls of one walk against a shop, and compares each answer with the model.</summary>
internal sealed partial class WalkRun : IAsyncDisposable
{
    private static int _lastWalk;

    private readonly WalkShop _shop;
    private readonly Target _target;
    private readonly ImmutableArray<Call> _calls;
    private readonly bool _looks;
    private readonly int _walk = Interlocked.Increment(ref _lastWalk);
    private readonly Judge _judge = new();
    private readonly Browser[] _browsers = [.. CallWords.Browsers.Select(static _ => new Browser())];
    private readonly Dictionary<int, LiveStream> _streams = [];
    private readonly List<string> _trace = [];
    private readonly List<WalkFinding> _findings = [];
    private int _step;
    private int _keys;
    private bool _isLost;

    private WalkRun(WalkShop shop, Target target, ImmutableArray<Call> calls, bool looks)
    {
        (_shop, _target, _calls, _looks) = (shop, target, calls, looks);
        _judge.Map(world => world with { Adapter = target.Adapter });
    }

    private World World => _judge.Worlds.Count > 0 ? _judge.Worlds[0] : World.Beginning;

    /// <summary>Runs a walk.</summary>
    /// <param name="shop">The shop.</param>
    /// <param name="target">What the shop is.</param>
    /// <param name="calls">The calls.</param>
    /// <param name="looks">Whether each change is followed by a look at the cart.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public static async Task<WalkResult> RunAsync(WalkShop shop, Target target, ImmutableArray<Call> calls, bool looks, CancellationToken cancellationToken)
    {
        await using var run = new WalkRun(shop, target, calls, looks);
        try
        {
            await run.RunAsync(cancellationToken);
        }
        catch (Exception e) when (e is TaskCanceledException or HttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            run.Note($"a request of {CallWords.Of(calls[Math.Clamp(run._step - 1, 0, calls.Length - 1)])}");
            run.Add(new Finding("no-answer", $"{e.GetType().Name}: {e.Message}", IsFatal: true));
        }

        return new WalkResult(run._findings, run._trace, run._step);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var stream in _streams.Values)
        {
            await stream.DisposeAsync();
        }

        _shop.Wares.Clear(_walk);
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var product = 0; product < CallWords.Products.Length; product++)
        {
            _shop.Wares.Offer(_walk, product, World.Wares[product]);
        }

        await _shop.CreateCodesAsync(_walk);
        for (var n = 0; n < _calls.Length && !_isLost; n++)
        {
            await StepAsync(_calls[n], cancellationToken);
            await WatchStreamsAsync();
        }

        // At the end everybody looks once more.
        for (var browser = 0; browser < _browsers.Length && !_isLost; browser++)
        {
            await GetAsync(new Call(CallKind.Get, browser) { Known = TagChoice.Last }, cancellationToken);
            if (!_isLost)
            {
                await SendAsync(new Call(CallKind.Orders, browser), cancellationToken);
            }
        }
    }

    private async Task StepAsync(Call call, CancellationToken cancellationToken)
    {
        _step++;
        switch (call.Kind)
        {
            case CallKind.Get:
                await GetAsync(call, cancellationToken);
                return;
            case CallKind.Copy:
                Copy(call);
                return;
            case CallKind.Repeat:
                await RepeatAsync(call, cancellationToken);
                break;
            case CallKind.Tabs:
                await TabsAsync(call, cancellationToken);
                break;
            case CallKind.During:
                await DuringAsync(call, cancellationToken);
                break;
            case CallKind.Burst:
                await BurstAsync(call, cancellationToken);
                break;
            case CallKind.Watch:
                await OpenAsync(call, cancellationToken);
                return;
            case CallKind.SignOut when World.Jars[call.Browser].User is null:
                return;
            default:
                if (call.IsOperators)
                {
                    await OperateAsync(call, cancellationToken);
                    return;
                }

                await SendAsync(call, cancellationToken);
                break;
        }

        if (_looks && call.Changes && !_isLost)
        {
            await GetAsync(new Call(CallKind.Get, call.Browser), cancellationToken);
        }
    }

    /// <summary>Sends a call with the browser's cookies, and takes its answer in.</summary>
    private async Task SendAsync(Call call, CancellationToken cancellationToken)
    {
        var browser = _browsers[call.Browser];
        var sent = SentOf(call, browser);
        var (answer, cookies) = await AskAsync(call, sent, browser.Cookies, cancellationToken);
        Browser.Apply(browser.Cookies, cookies);
        Take(call, sent, answer);
    }

    private Sent SentOf(Call call, Browser browser) => new(_target.HasStock)
    {
        MatchVersion = browser.Choose(call.Match, call.Back)?.Version,
        MatchTag = browser.Choose(call.Match, call.Back)?.Tag,
        Key = call.IsKeyed ? string.Create(CultureInfo.InvariantCulture, $"key-{_walk}-{++_keys}") : null,
        Total = call.Total switch { TotalChoice.Wrong => 0.01m, TotalChoice.Shown => browser.Total, _ => null },
    };

    private async Task<(Answer Answer, IReadOnlyList<string> Cookies)> AskAsync(
        Call call, Sent sent, Dictionary<string, string> cookies, CancellationToken cancellationToken, params (string Name, string Value)[] headers)
    {
        if (call.Kind is CallKind.Recognise)
        {
            cookies.Clear();
            _browsers[call.Browser].Forget();
        }

        using var request = Request.Of(call, _walk, World, sent, cookies);
        if (sent.MatchTag is { } match)
        {
            request.Headers.TryAddWithoutValidation("If-Match", match);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _shop.Client.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        var answer = Answer.Read(response.StatusCode, body, _walk) with
        {
            Tag = response.Headers.TryGetValues("ETag", out var tags) ? string.Join(", ", tags) : null,
            IsReplay = response.Headers.Contains("Idempotent-Replayed"),
        };
        return (answer, response.Headers.TryGetValues("Set-Cookie", out var set) ? [.. set] : []);
    }

    private void Take(Call call, Sent sent, Answer answer, Func<World, IEnumerable<Outcome>>? rules = null)
    {
        _browsers[call.Browser].See(answer);
        Note($"{CallWords.Of(call)} -> {answer}");
        Add(_judge.Take(call, answer, rules ?? (world => Rules.Of(world, call, sent, world.Jars[call.Browser]))));
        if (sent.Key is { } key && rules is null)
        {
            _judge.Map(world => world with
            {
                Keys = world.Keys.SetItem(key, new ModelKey(
                    world.Jars[call.Browser].Token is { } token ? world.Tokens[token].Lineage : -1, world.Jars[call.Browser].User, answer.IsOk, answer.Order)
                {
                    IsSure = call.Kind is not CallKind.Checkout || answer.Status is not HttpStatusCode.OK,
                }),
            });
            if (sent.MatchVersion is null)
            {
                _browsers[call.Browser].Keyed.Insert(0, (call, key, sent));
            }
        }
    }

    private void Add(Finding? finding)
    {
        if (finding is null)
        {
            return;
        }

        _findings.Add(new WalkFinding(finding.Rule, finding.Text, _step, _trace.Count));
        _trace[^1] += $"   <-- {finding.Rule}: {finding.Text}";
        _isLost |= finding.IsFatal || _judge.Worlds.Count == 0;
    }

    private void Note(string text) => _trace.Add(text);
}

/// <summary>Something wrong, and the step at which it was seen.</summary>
/// <param name="Rule">The rule that is broken.</param>
/// <param name="Text">What was expected.</param>
/// <param name="Step">The step.</param>
/// <param name="Lines">How many lines of the trace lead to it.</param>
internal sealed record WalkFinding(string Rule, string Text, int Step, int Lines);

/// <summary>What became of a walk.</summary>
/// <param name="Findings">What was wrong, in its order.</param>
/// <param name="Trace">All calls and their answers.</param>
/// <param name="Steps">How many of its calls were made.</param>
internal sealed record WalkResult(IReadOnlyList<WalkFinding> Findings, IReadOnlyList<string> Trace, int Steps);
