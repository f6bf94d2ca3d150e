using Kiosk.Edge.Connection;
using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Tests.Connection;

public sealed class ConsentTests : IDisposable
{
    private readonly Consent _consent = Of(SensingMode.OptIn);

    public void Dispose() => _consent.Dispose();

    [Theory]
    [InlineData(SensingMode.OptIn, false, true)]
    [InlineData(SensingMode.Notice, true, true)]
    [InlineData(SensingMode.Off, false, false)]
    public void The_mode_says_what_is_open_before_an_answer_and_after_a_yes(SensingMode mode, bool before, bool after)
    {
        using var consent = Of(mode);

        consent.Begin();
        Assert.Equal((before, before), Open(consent));

        consent.Answer(camera: true, microphone: true);
        Assert.Equal((after, after), Open(consent));
    }

    [Theory]
    [InlineData(SensingMode.OptIn)]
    [InlineData(SensingMode.Notice)]
    [InlineData(SensingMode.Off)]
    public void A_no_closes_both_in_every_mode(SensingMode mode)
    {
        using var consent = Of(mode);
        consent.Begin();
        consent.Answer(camera: true, microphone: true);

        consent.Answer(camera: false, microphone: false);

        Assert.Equal((false, false), Open(consent));
        Assert.False(consent.State.Agreed);
    }

    [Fact]
    public void The_camera_alone_can_be_agreed_to()
    {
        _consent.Begin();

        _consent.Answer(camera: true, microphone: false);

        Assert.Equal((true, false), Open(_consent));
    }

    [Theory]
    [InlineData(SensingMode.OptIn)]
    [InlineData(SensingMode.Notice)]
    public void Without_a_visit_nothing_is_open(SensingMode mode)
    {
        using var consent = Of(mode);
        Assert.Equal((false, false), Open(consent));

        consent.Begin();
        consent.Answer(camera: true, microphone: true);
        consent.End();

        Assert.Equal((false, false), Open(consent));
        Assert.Equal(new SensingState(mode, Agreed: null, SensingHold.None, FromAge: 14), consent.State);
    }

    [Fact]
    public void The_next_customer_decides_anew()
    {
        _consent.Begin();
        _consent.Answer(camera: true, microphone: true);
        _consent.End();

        _consent.Begin();

        Assert.Equal((false, false), Open(_consent));
    }

    [Theory]
    [InlineData("pin", true)]
    [InlineData("CARD", false)] // named in the settings, in another case
    public void While_a_card_or_pin_is_entered_the_sensors_are_closed(string step, bool toldByTheApp)
    {
        Agree();

        _consent.Enter(step, toldByTheApp);
        Assert.Equal((false, false), Open(_consent));
        Assert.Equal(SensingHold.PrivateStep, _consent.State.Hold);

        _consent.Enter("receipt", isPrivate: false);
        Assert.Equal((true, true), Open(_consent));
    }

    [Fact]
    public void A_yes_during_a_private_step_waits_for_its_end()
    {
        _consent.Begin();
        _consent.Enter("pin", isPrivate: true);

        _consent.Answer(camera: true, microphone: true);
        Assert.Equal((false, false), Open(_consent));

        _consent.Enter("receipt", isPrivate: false);
        Assert.Equal((true, true), Open(_consent));
    }

    [Fact]
    public void Staff_and_the_privacy_switch_close_the_sensors_whoever_agreed_and_until_both_are_back()
    {
        Agree();

        _consent.SetPrivacySwitch(closed: true);
        Assert.Equal((false, false), Open(_consent));
        Assert.Equal(SensingHold.PrivacySwitch, _consent.State.Hold);
        _consent.SetStaff(present: true);
        Assert.Equal(SensingHold.Staff, _consent.State.Hold);
        _consent.SetPrivacySwitch(closed: false);
        Assert.Equal((false, false), Open(_consent));

        _consent.SetStaff(present: false);
        Assert.Equal((true, true), Open(_consent));
    }

    [Fact]
    public void Staff_who_stay_past_the_visit_keep_the_sensors_closed_for_the_next_one()
    {
        _consent.SetStaff(present: true);

        Agree();

        Assert.Equal((false, false), Open(_consent));
    }

    [Fact]
    public void What_will_close_the_sensors_does_so_before_its_turn()
    {
        ScreenEvent[] closing =
        [
            new ScreenEvent.Consent(default, Camera: false, Microphone: false),
            new ScreenEvent.Step(default, "card"),
            new ScreenEvent.Step(default, "pin", IsPrivate: true),
            new ScreenEvent.End(default, VisitOutcome.Completed),
        ];
        foreach (var screenEvent in closing)
        {
            using var consent = Of(SensingMode.Notice);
            consent.Begin();

            consent.CloseFor(screenEvent);

            Assert.Equal((false, false), Open(consent));
        }
    }

    [Fact]
    public void What_waited_before_it_does_not_open_the_sensors_again()
    {
        var yes = new ScreenEvent.Consent(default, Camera: true, Microphone: true);
        var no = new ScreenEvent.Consent(default, Camera: false, Microphone: false);
        _consent.Begin();
        _consent.Expect(yes);
        _consent.Expect(no);

        _consent.Take(yes);
        _consent.Settle(yes);
        Assert.Equal((false, false), Open(_consent));

        _consent.Take(no);
        _consent.Settle(no);
        Assert.Equal((false, false), Open(_consent));
        _consent.Take(yes);
        Assert.Equal((true, true), Open(_consent));
    }

    [Fact]
    public void A_step_that_waited_before_a_private_one_does_not_open_the_sensors_again()
    {
        var scan = new ScreenEvent.Step(default, "scan");
        var pin = new ScreenEvent.Step(default, "pin", IsPrivate: true);
        Agree();
        _consent.Expect(scan);
        _consent.Expect(pin);

        _consent.Take(scan);
        _consent.Settle(scan);
        Assert.Equal((false, false), Open(_consent));

        _consent.Take(pin);
        _consent.Settle(pin);
        Assert.Equal((false, false), Open(_consent));
        _consent.Take(scan);
        Assert.Equal((true, true), Open(_consent));
    }

    [Fact]
    public void A_no_to_one_sensor_leaves_the_other_open_while_it_waits()
    {
        Agree();

        _consent.Expect(new ScreenEvent.Consent(default, Camera: true, Microphone: false));

        Assert.Equal((true, false), Open(_consent));
    }

    [Fact]
    public void An_event_that_was_refused_closes_nothing_for_good()
    {
        var no = new ScreenEvent.Consent(default, Camera: false, Microphone: false);
        Agree();
        _consent.Expect(no);
        _consent.Settle(no);
        Assert.Equal((false, false), Open(_consent));

        _consent.Answer(camera: true, microphone: true);

        Assert.Equal((true, true), Open(_consent));
    }

    [Fact]
    public void A_private_step_outlasts_a_visit_that_ended_by_itself()
    {
        using var consent = Of(SensingMode.Notice);
        consent.Begin();
        consent.Enter("pin", isPrivate: true);

        consent.End();
        consent.Begin();
        Assert.Equal((false, false), Open(consent));
        Assert.Equal(SensingHold.PrivateStep, consent.State.Hold);

        consent.Take(new ScreenEvent.Start(default, "en", null, Again: true));
        Assert.Equal((false, false), Open(consent));
        consent.Take(new ScreenEvent.Start(default, "en", null));
        Assert.Equal((true, true), Open(consent));
    }

    [Fact]
    public void Nothing_is_opened_before_its_turn()
    {
        _consent.Begin();
        _consent.Enter("pin", isPrivate: true);

        _consent.CloseFor(new ScreenEvent.Consent(default, Camera: true, Microphone: true));
        _consent.CloseFor(new ScreenEvent.Step(default, "receipt"));

        Assert.Equal(SensingHold.PrivateStep, _consent.State.Hold);
        Assert.Null(_consent.State.Agreed);
    }

    [Fact]
    public async Task A_switch_that_is_moved_acts_before_the_call_returns()
    {
        Agree();
        var revoked = await _consent.Camera.WaitAsync(CancellationToken.None);

        _consent.SetPrivacySwitch(closed: true);

        Assert.True(revoked.IsCancellationRequested);
    }

    [Fact]
    public void The_indicator_is_told_each_change_once()
    {
        var told = new List<SensingState>();
        _consent.Changed += told.Add;

        Agree();
        _consent.Answer(camera: true, microphone: true);
        _consent.Enter("scan", isPrivate: false);
        _consent.Enter("pin", isPrivate: true);

        Assert.Equal(
            [
                new SensingState(SensingMode.OptIn, Agreed: true, SensingHold.None, FromAge: 14),
                new SensingState(SensingMode.OptIn, Agreed: true, SensingHold.PrivateStep, FromAge: 14),
            ],
            told);
    }

    private static Consent Of(SensingMode mode) => new(new ConsentOptions { Mode = mode, PrivateSteps = ["card"] });

    private static (bool Camera, bool Microphone) Open(Consent consent) =>
        (consent.Camera.IsGiven, consent.Microphone.IsGiven);

    private void Agree()
    {
        _consent.Begin();
        _consent.Answer(camera: true, microphone: true);
    }
}
