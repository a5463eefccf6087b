namespace Cart.Walk;

/// <summary>Whether a stream may go on.</summary>
internal enum StreamState
{
    Live,
    Over,
    Either,
}

/// <summary>Which streams may show their cart.</summary>
internal static class StreamRules
{
    public static StreamState Of(World world, ModelStream stream)
    {
        var cart = world.Carts[stream.Cart];
        var isCut = stream.Jar.Token is { } token && world.Tokens[token].IsCut;
        if (!cart.IsOpen || cart.Owner != stream.Jar.User)
        {
            return StreamState.Over;
        }

        var now = world.Jars[stream.Browser];
        if (stream.Jar.User is { } user)
        {
            // A sign-out on one device may end the user's streams on all; their browsers connect again.
            return now.User != user ? stream.Jar.Token is null ? StreamState.Either : StreamState.Over
                : now.Token == stream.Jar.Token && !world.SignOuts.Skip(stream.SignOuts).Contains(user) ? StreamState.Live
                : StreamState.Either;
        }

        return isCut ? StreamState.Either : StreamState.Live;
    }
}
