using System.Net;

namespace Cart.Walk;

/// <summary>The steps that read: the cart, with its entity tag, and live streams.</summary>
internal sealed partial class WalkRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private async Task GetAsync(Call call, CancellationToken cancellationToken)
    {
        var browser = _browsers[call.Browser];
        var known = call.IsFacade ? null : browser.Choose(call.Known, call.Back);
        var plain = call with { Known = TagChoice.None };
        if (known is { } sent && browser.BodyOf(sent.Tag) is { } body)
        {
            var (first, set) = await AskAsync(plain, new Sent(_target.HasStock), browser.Cookies, cancellationToken, ("If-None-Match", sent.Tag));
            Browser.Apply(browser.Cookies, set);
            if (first.Status is HttpStatusCode.NotModified)
            {
                Note($"{CallWords.Browsers[call.Browser]}: GET /cart, If-None-Match {Answer.Shown(sent.Tag!)} -> 304");
                var (now, _) = await AskAsync(plain, new Sent(_target.HasStock), browser.Cookies, cancellationToken);
                if (now.IsOk && Browser.WithoutExpiry(now.Body) != body)
                {
                    Add(new Finding("304-" + Difference(body, now), $"a plain GET answers {now}; the tag came with {Answer.Read(HttpStatusCode.OK, body, _walk)}", IsFatal: false));
                }
            }
        }

        var (answer, cookies) = await AskAsync(plain, new Sent(_target.HasStock), browser.Cookies, cancellationToken);
        Browser.Apply(browser.Cookies, cookies);
        Take(plain, new Sent(_target.HasStock), answer);
        if (!_isLost && answer is { IsOk: true, Tag: { } tag } && browser.Remember(tag, answer.Body) is { } other)
        {
            Add(new Finding("tag-" + Difference(other, answer), $"the tag {tag} came before with {Answer.Read(HttpStatusCode.OK, other, _walk)}", IsFatal: false));
        }
    }

    // What differs: the lines, what they cost, or the names and warnings around them.
    private string Difference(string before, Answer now)
    {
        var then = Answer.Read(HttpStatusCode.OK, before, _walk);
        return !then.Lines!.SequenceEqual(now.Lines!) ? "over-other-lines"
            : then.Amounts != now.Amounts ? "over-other-amounts"
            : "over-other-names-or-warnings";
    }

    private async Task OpenAsync(Call call, CancellationToken cancellationToken)
    {
        var seen = _judge.Worlds.SelectMany(world => world.Seen(world.Jars[call.Browser]).Select(static one => one.Cart)).ToList();
        if (seen.Count == 0 || seen.Any(static cart => cart is null) || seen.DistinctBy(static cart => cart!.Id).Count() > 1)
        {
            return;
        }

        using var request = Request.Of(call, _walk, World, new Sent(_target.HasStock), _browsers[call.Browser].Cookies);
        request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
        var stream = await LiveStream.OpenAsync(_shop.Client, request, _walk, cancellationToken);
        Note(CallWords.Of(call));
        _streams[_step] = stream;
        var id = seen[0]!.Id;
        await stream.WaitAsync(static _ => true, Patience);
        stream.Seen = World.Carts[id] is { IsVersionKnown: true } known ? known : World.Carts[id] with { Version = stream.Last?.Version ?? 0, IsVersionKnown = true };
        _judge.Map(world => world with { Streams = world.Streams.SetItem(_step, new ModelStream(world.Jars[call.Browser], call.Browser, id, world.SignOuts.Count)) });
    }

    private async Task WatchStreamsAsync()
    {
        foreach (var (id, stream) in _streams.ToList())
        {
            if (_isLost || stream.HasEnded)
            {
                continue;
            }

            var states = _judge.Worlds.Select(world => StreamRules.Of(world, world.Streams[id])).Distinct().ToList();
            var cart = World.Carts[World.Streams[id].Cart];
            if (states is [StreamState.Live])
            {
                await FollowAsync(stream, cart);
            }
            else if (states is not [StreamState.Over])
            {
                // Nobody knows now which of its events are right.
                stream.Seen = cart with { IsVersionKnown = false };
            }
            else if (HasChanged(stream.Seen!, cart))
            {
                await EndAsync(id, stream);
            }
        }
    }

    private static bool HasChanged(ModelCart before, ModelCart after) =>
        before.End != after.End || before.Owner != after.Owner || (before.IsVersionKnown && before.Version != after.Version) || !before.Lines.SequenceEqual(after.Lines);

    private async Task FollowAsync(LiveStream stream, ModelCart cart)
    {
        stream.Seen = cart;
        if (!cart.IsVersionKnown || cart.Version == 0 || stream.Last?.Version == cart.Version)
        {
            return;
        }

        var shows = await stream.WaitAsync(shown => shown.Version == cart.Version, Patience);
        if (!shows)
        {
            Note("a live stream that should show the cart");
            Add(new Finding(stream.HasEnded ? "stream-ends-early" : "stream-silent",
                $"its last event is {stream.Last}; the cart is {Answer.Words(cart.Lines)} v{cart.Version}", IsFatal: false));
            stream.Seen = cart;
        }
        else if (!stream.Last!.Lines!.SequenceEqual(cart.Lines))
        {
            Note("a live stream");
            Add(new Finding("stream-shows-other-lines", $"it shows {stream.Last}; the cart is {Answer.Words(cart.Lines)}", IsFatal: false));
        }
    }

    // What has become another's, or was left by its browser, is shown no more.
    private async Task EndAsync(int id, LiveStream stream)
    {
        var before = stream.Seen!;
        var goesOn = await stream.WaitAsync(shown => before.IsVersionKnown && shown.Lines is { IsEmpty: false } && shown.Version > before.Version, Patience);
        if (goesOn || !stream.HasEnded)
        {
            Note($"the live stream that {CallWords.Browsers[World.Streams[id].Browser]} opened");
            Add(goesOn
                ? new Finding("stream-goes-on", $"it shows {stream.Last} to a browser that may not open this cart any more", IsFatal: false)
                : new Finding("stream-does-not-end", "its browser may not open this cart any more", IsFatal: false));
        }

        await stream.DisposeAsync();
        _streams.Remove(id);
    }
}
