/** What can be done with the call and in the shift: its buttons, keys and entries of the palette. */
import CircleDot from '@lucide/svelte/icons/circle-dot';
import CirclePause from '@lucide/svelte/icons/circle-pause';
import CircleX from '@lucide/svelte/icons/circle-x';
import Ear from '@lucide/svelte/icons/ear';
import Grid3x3 from '@lucide/svelte/icons/grid-3x3';
import LifeBuoy from '@lucide/svelte/icons/life-buoy';
import Mic from '@lucide/svelte/icons/mic';
import MicOff from '@lucide/svelte/icons/mic-off';
import Music from '@lucide/svelte/icons/music';
import Phone from '@lucide/svelte/icons/phone';
import PhoneForwarded from '@lucide/svelte/icons/phone-forwarded';
import PhoneOff from '@lucide/svelte/icons/phone-off';
import Play from '@lucide/svelte/icons/play';
import UserMinus from '@lucide/svelte/icons/user-minus';
import Users from '@lucide/svelte/icons/users';
import type { Command } from '../commands/commands.svelte';
import type { Company } from '../conversation/company.svelte';
import { recordingActionOf } from '../conversation/recording_actions';
import type { Desk } from '../pages/desk/desk.svelte';
import { t } from '../words';

const always = () => true;

/** What can be done in a call has its place in the bar for the whole call, also while it is not possible.
 *
 * `isSwitched`: the account has no desk, where the telephone would be chosen, and switches it on and off here. */
export function callCommands(desk: Desk, company: Company, isSwitched: boolean): Command[] {
  const { conversation, telephone, shift, asking } = desk;
  const group = () => t.desk.keys;
  const isHeld = () => conversation.call?.phase === 'held';
  const can = () => conversation.recordingActions;
  const isHere = () => !telephone.isElsewhere;
  const mode = () => company.guest?.mode;
  const says = (): string => {
    if (conversation.isListening) return t.colleague.listening.end;
    if (conversation.isColleague) return t.colleague.leave;
    return company.guest?.isPromised ? t.colleague.goNow : t.desk.call.end;
  };
  return [
    {
      id: 'call.answer',
      key: 'Enter',
      group,
      icon: () => Phone,
      says: () => (conversation.isAnswering ? t.desk.offer.answering : t.desk.offer.answer),
      helps: () => t.desk.offer.answer,
      run: () => conversation.answer(),
      isOn: () => isHere() && telephone.sound !== null && (conversation.isOffered || conversation.isRingingAlone),
      isBusy: () => conversation.isAnswering,
    },
    {
      id: 'call.mute',
      key: 'M',
      group,
      icon: () => (telephone.isMuted ? MicOff : Mic),
      says: () => t.desk.call.mute,
      run: () => conversation.toggleMute(),
      isOn: () => isHere() && conversation.hasMedia,
      isShown: () => telephone.sound !== null,
      isPressed: () => telephone.isMuted,
    },
    {
      id: 'call.hold',
      key: 'H',
      group,
      icon: () => (isHeld() ? Play : Music),
      says: () => (isHeld() ? t.desk.call.unhold : t.desk.call.hold),
      helps: () => `${t.desk.call.hold} / ${t.desk.call.unhold}`,
      run: () => conversation.toggleHold(),
      isOn: () => isHere() && conversation.mayHold,
      isShown: always,
      isPressed: isHeld,
      isBusy: () => asking.isBusy('hold'),
    },
    {
      id: 'call.recording',
      key: 'N',
      isRisky: true,
      group,
      icon: () => (conversation.call?.recording === 'on' ? CirclePause : CircleDot),
      says: () => t.colleague.recording[recordingActionOf(conversation.call)],
      helps: () => t.colleague.recording.key,
      run: () => conversation.toggleRecording(),
      isShown: always,
      isOn: () => isHere() && (can().start || can().pause || can().resume),
      isPressed: () => can().resume,
      isBusy: () => asking.isBusy('recording') && conversation.recordingAsked === null,
    },
    {
      id: 'call.withdraw',
      key: 'W',
      isRisky: true,
      opensDialog: true,
      group,
      icon: () => CircleX,
      says: () => t.colleague.recording.withdraw,
      run: () => conversation.openRecording('withdraw'),
      isShown: always,
      isOn: () => isHere() && can().withdraw,
    },
    {
      id: 'call.transfer',
      key: 'T',
      opensDialog: true,
      group,
      icon: () => PhoneForwarded,
      says: () => t.desk.call.transfer,
      run: () => company.open('hand_over'),
      isShown: always,
      isOn: () => isHere() && company.mayCall,
    },
    {
      id: 'call.colleague',
      key: 'Z',
      opensDialog: true,
      group,
      icon: () => Users,
      says: () => t.colleague.call,
      run: () => company.open('apart'),
      isShown: always,
      isOn: () => isHere() && company.mayCall,
    },
    {
      id: 'call.together',
      key: 'J',
      group,
      icon: () => Users,
      says: () => (mode() === 'together' ? t.colleague.makeApart : t.colleague.makeTogether),
      helps: () => `${t.colleague.makeTogether} / ${t.colleague.makeApart}`,
      run: () => company.move(mode() === 'together' ? 'apart' : 'together'),
      isShown: always,
      isOn: () => isHere() && company.guest?.isThere === true,
      isBusy: () => asking.isBusy('move'),
    },
    {
      id: 'call.aside',
      key: 'A',
      group,
      icon: () => Ear,
      says: () => (mode() === 'aside' ? t.colleague.makeApart : t.colleague.makeAside),
      helps: () => `${t.colleague.makeAside} / ${t.colleague.makeApart}`,
      run: () => company.move(mode() === 'aside' ? 'apart' : 'aside'),
      isShown: always,
      isOn: () => isHere() && company.guest?.isThere === true && !company.guest.isOutside,
      isBusy: () => asking.isBusy('move'),
    },
    {
      id: 'call.hand_over',
      key: 'O',
      isRisky: true,
      group,
      icon: () => PhoneForwarded,
      says: () => t.colleague.handOver,
      run: () => company.end('hand-over'),
      isShown: always,
      isOn: () => isHere() && company.guest?.isThere === true,
      isBusy: () => asking.isBusy('hand-over'),
    },
    {
      id: 'call.dismiss',
      key: 'B',
      group,
      icon: () => UserMinus,
      says: () => (company.guest?.isThere ? t.colleague.back : t.colleague.stop),
      helps: () => `${t.colleague.back} / ${t.colleague.stop}`,
      run: () => company.end('dismiss'),
      isShown: always,
      isOn: () => isHere() && company.guest !== null,
      isBusy: () => asking.isBusy('dismiss'),
    },
    {
      id: 'call.help',
      key: 'R',
      group,
      icon: () => LifeBuoy,
      says: () => (conversation.call?.help_since ? t.colleague.stopHelp : t.colleague.askHelp),
      helps: () => `${t.colleague.askHelp} / ${t.colleague.stopHelp}`,
      run: () => company.toggleHelp(),
      isShown: always,
      isOn: () => isHere() && conversation.isGoingOn && !conversation.isColleague,
      isPressed: () => !!conversation.call?.help_since,
      isBusy: () => asking.isBusy('help'),
    },
    {
      id: 'call.keypad',
      key: 'K',
      group,
      icon: () => Grid3x3,
      says: () => t.desk.call.keypad,
      run: () => conversation.toggleKeypad(),
      isOn: () => isHere() && conversation.hasMedia,
      isShown: () => telephone.sound !== null,
      isPressed: () => conversation.isKeypadOpen,
    },
    {
      id: 'call.end',
      key: 'E',
      isRisky: true,
      group,
      icon: () => PhoneOff,
      says,
      run: () => conversation.hangUp(),
      isOn: () => isHere() && (conversation.isGoingOn || conversation.isDialling || conversation.isListening),
      isBusy: () => asking.isBusy('hang_up'),
    },
    {
      id: 'shift.ready',
      key: 'G',
      group,
      says: () => (shift.wishes.wrapUpDone ? t.desk.me.wrapUpDone : t.desk.me.ready),
      helps: () => `${t.desk.me.ready} / ${t.desk.me.wrapUpDone}`,
      run: () => shift.wish(shift.wishes.wrapUpDone ? 'wrap_up_done' : 'ready'),
      isOn: () => desk.stage === 'shift' && shift.wishes.ready,
      isBusy: () => asking.isBusy('ready') || asking.isBusy('wrap_up_done'),
    },
    {
      id: 'telephone.switch',
      group,
      icon: () => Phone,
      says: () => t.colleague.listening.telephone,
      run: () => telephone.switch(!telephone.isWanted),
      isPressed: () => telephone.isWanted,
      isOn: () => isSwitched && desk.info?.hasBrowserTelephone === true && conversation.agent !== null && conversation.call === null,
    },
  ];
}
